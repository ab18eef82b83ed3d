"""Response headers: who may read, who may frame, and what a page may load.

A frame with sandbox="allow-scripts" has an opaque origin, so modules and fetch need Access-Control-Allow-Origin: *.
A slide deck opened as file:// may frame /embed only if frame-ancestors is absent there (no value allows it).
"""

from starlette.datastructures import MutableHeaders

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)
FRAME_POLICY = "frame-ancestors 'self'"
FRAMEABLE = "/embed"
READABLE = ("/static/", "/api/", "/openapi.json")
"""What other sites' pages, and frames of an opaque origin, may read."""


def add_headers(headers: MutableHeaders, path: str) -> None:
    """Put the headers on the answer for a path below the mount."""
    headers["X-Content-Type-Options"] = "nosniff"
    if path.startswith(READABLE):
        headers["Access-Control-Allow-Origin"] = "*"
    if headers.get("content-type", "").startswith("text/html"):
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        policies = [CONTENT_POLICY, *([] if path == FRAMEABLE else [FRAME_POLICY])]
        headers["Content-Security-Policy"] = "; ".join(policies)
