"""Response headers: who may read, who may frame, and what a page may load.

A frame with sandbox="allow-scripts" has an opaque origin. Modules and fetch then need Access-Control-Allow-Origin: *,
and WebKit takes 'self' for that opaque origin: the policy names the service's own beside it.
A slide deck opened as file:// may frame /embed only if frame-ancestors is absent there (no value allows it).
A parent with a Cross-Origin-Embedder-Policy frames only what has one too and says that it may be embedded.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Scope

from descentlab.web.addresses import route_path

CONTENT_POLICY = (
    "default-src 'none'; script-src {own}; style-src {own}; img-src {own} data:; font-src {own}; "
    "connect-src {own}; base-uri 'none'; form-action {own}"
)
FRAME_POLICY = "frame-ancestors 'self'"
FRAMEABLE = "/embed"
READABLE = ("/static/", "/api/", "/openapi.json")
"""What other sites' pages, and frames of an opaque origin, may read."""
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", re.IGNORECASE)
"""What a policy can name: letters, digits, hyphens and dots, no address in brackets (CSP 3, host-source)."""
LONGEST_HOST = 260
"""Of a name, 253; and a port."""


def add_headers(headers: MutableHeaders, scope: Scope) -> None:
    """Put the headers on the answer to a request."""
    path = route_path(scope)
    is_frame = path.rstrip("/") == FRAMEABLE
    headers["X-Content-Type-Options"] = "nosniff"
    if path.startswith(READABLE):
        headers["Access-Control-Allow-Origin"] = "*"
    if is_frame or path.startswith(READABLE):
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if is_frame:
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    if headers.get("content-type", "").startswith("text/html"):
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        policies = [CONTENT_POLICY.format(own=own_sources(scope)), *([] if is_frame else [FRAME_POLICY])]
        headers["Content-Security-Policy"] = "; ".join(policies)


def own_sources(scope: Scope) -> str:
    """The service's own origin as a policy names it: 'self', and what the request calls it if that is a host's name."""
    host = Headers(scope=scope).get("host", "")
    named = len(host) <= LONGEST_HOST and HOST.fullmatch(host)
    return f"'self' {scope.get('scheme', 'http')}://{host}" if named else "'self'"
