"""Results as bytes and JSON."""
