"""What is asked: the query grammar as one checked value."""
