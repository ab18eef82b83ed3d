"""Large answers in pieces, so that a slow reader holds up one piece of memory and not a copy of the whole."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PIECE = 2**17
"""Bytes: most answers are one."""


class Pieces:
    """Hands on a body a piece at a time; a server takes the next one when the reader has room for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back in pieces."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            if len(body) <= PIECE:
                await send(message)
                return
            whole, last = memoryview(body), (len(body) - 1) // PIECE * PIECE  # no copy: readers share the bytes
            for start in range(0, last, PIECE):
                await send({**message, "body": whole[start : start + PIECE], "more_body": True})
            await send({**message, "body": whole[last:]})

        await self.app(scope, receive, in_pieces)
