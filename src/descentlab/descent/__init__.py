"""The only loop, and what it leaves behind."""
