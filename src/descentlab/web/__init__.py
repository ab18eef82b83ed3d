"""The service: pages and a JSON API over the core."""
