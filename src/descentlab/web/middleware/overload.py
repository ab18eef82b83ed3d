"""A bound on requests under way: better a clear 503 now than an answer nobody waits for any more."""

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from descentlab.web.addresses import route_path
from descentlab.web.errors import problem

ALWAYS_IN = ("/static/", "/livez", "/readyz")
"""Cheap, and wanted most when the rest is busy."""


class Overload:
    """Counts requests under way; past the bound it answers 503 with Retry-After."""

    def __init__(self, app: ASGIApp, max_pending: int) -> None:
        self.app = app
        self.max_pending = max_pending
        self.pending = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or turn it away."""
        if scope["type"] != "http" or route_path(scope).startswith(ALWAYS_IN):
            await self.app(scope, receive, send)
            return
        if self.pending >= self.max_pending:
            answer = problem(Request(scope), 503, "Too many requests are under way; try again in a second.")
            await answer(scope, receive, send)
            return
        self.pending += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.pending -= 1
