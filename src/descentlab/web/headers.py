"""Response headers: who may read, who may frame, and what a page may load.

A frame with sandbox="allow-scripts" has an opaque origin. Modules and fetch then need Access-Control-Allow-Origin: *,
and WebKit takes 'self' for that opaque origin: the policy names the service's own beside it.
A slide deck opened as file:// may frame /embed only if frame-ancestors is absent there (no value allows it).
A parent with a Cross-Origin-Embedder-Policy frames only what has one too and says that it may be embedded.
"""

import re
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.types import Scope

from descentlab.web.addresses import route_path

CONTENT_POLICY = (
    "default-src 'none'; script-src {own}; style-src {own}; img-src {own} data:; font-src {own}; "
    "connect-src {own}; base-uri 'none'; form-action {own}"
)
FRAME_POLICY = "frame-ancestors 'self'"
FRAMEABLE = "/embed"
READABLE = ("/static/", "/api/", "/openapi.json", "/learn/figures/")
"""What other sites' pages, and frames of an opaque origin, may read."""
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", re.IGNORECASE)
"""What a policy can name: letters, digits, hyphens and dots, no address in brackets (CSP 3, host-source)."""
LONGEST_HOST = 260
"""Of a name, 253; and a port."""


Pairs = tuple[tuple[bytes, bytes], ...]


def security_headers(scope: Scope, content_type: str) -> Pairs:
    """The headers to put on the answer to a request."""
    path = route_path(scope)
    is_frame = path.rstrip("/") == FRAMEABLE
    is_page = content_type.startswith("text/html")
    return _headers(is_frame, path.startswith(READABLE), own_sources(scope) if is_page else None)


@lru_cache(maxsize=256)
def _headers(is_frame: bool, is_readable: bool, own: str | None) -> Pairs:
    """For what may be framed, what may be read, and a page that may load from these sources."""
    headers = {"x-content-type-options": "nosniff"}
    if is_readable:
        headers["access-control-allow-origin"] = "*"
    if is_frame or is_readable:
        headers["cross-origin-resource-policy"] = "cross-origin"
    if is_frame:
        headers["cross-origin-embedder-policy"] = "require-corp"
    if own is not None:
        headers["referrer-policy"] = "strict-origin-when-cross-origin"
        policies = [CONTENT_POLICY.format(own=own), *([] if is_frame else [FRAME_POLICY])]
        headers["content-security-policy"] = "; ".join(policies)
    return tuple((key.encode(), value.encode()) for key, value in headers.items())


def own_sources(scope: Scope) -> str:
    """The service's own origin as a policy names it: 'self', and what the request calls it if that is a host's name."""
    host = Headers(scope=scope).get("host", "")
    named = len(host) <= LONGEST_HOST and HOST.fullmatch(host)
    return f"'self' {scope.get('scheme', 'http')}://{host}" if named else "'self'"
