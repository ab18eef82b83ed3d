"""Large answers go out in pieces, and arrive whole."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from descentlab.web.middleware.pieces import PIECE, Pieces

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("length", [0, 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
@pytest.mark.parametrize("more", [False, True])
async def test_pieces_are_the_whole_and_none_is_large(length: int, more: bool) -> None:
    body = bytes(range(256)) * (length // 256 + 1)
    start: Message = {"type": "http.response.start", "status": 200, "headers": []}
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        await send({"type": "http.response.body", "body": body[:length], "more_body": more})

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await Pieces(app)({"type": "http"}, receive, send)
    first, *pieces = sent
    assert first == start
    assert b"".join(bytes(each["body"]) for each in pieces) == body[:length]
    assert max(len(each["body"]) for each in pieces) <= PIECE
    assert [each["more_body"] for each in pieces] == [True] * (len(pieces) - 1) + [more]
