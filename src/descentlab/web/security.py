"""Response headers: who may read, who may frame, and what a page may load. Pure ASGI.

A frame with sandbox="allow-scripts" has an opaque origin, so modules and fetch need Access-Control-Allow-Origin: *.
A slide deck opened as file:// may frame /embed only if frame-ancestors is absent there (no value allows it).
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)
FRAME_POLICY = "frame-ancestors 'self'"
DOCS = "/docs"
"""FastAPI's page of the API brings its scripts from elsewhere."""
FRAMEABLE = "/embed"


def add_headers(headers: MutableHeaders, path: str) -> None:
    """Put the headers on the answer for a path."""
    headers["X-Content-Type-Options"] = "nosniff"
    if path.startswith(("/static/", "/api/")):
        headers["Access-Control-Allow-Origin"] = (
            "*"  # some sixty small answers make a page: no header that does nothing
        )
    if headers.get("content-type", "").startswith("text/html"):
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        policies = ["" if path == DOCS else CONTENT_POLICY, "" if path == FRAMEABLE else FRAME_POLICY]
        headers["Content-Security-Policy"] = "; ".join(policy for policy in policies if policy)


class SecurityHeaders:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and put the headers on what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self.app(scope, receive, with_headers)
