"""What the service answers: endpoints, pages, static files."""
