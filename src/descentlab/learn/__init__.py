"""What is taught: stories that a lab opens on."""
