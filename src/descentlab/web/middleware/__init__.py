"""What every request passes: pure ASGI."""
