"""A known answer costs a look-up: it is sent from here, before any route is looked for and any thread is asked."""

from starlette.types import ASGIApp, Receive, Scope, Send

from descentlab.web.answers import Answers


class KnownAnswers:
    """Sends what is kept."""

    def __init__(self, app: ASGIApp, answers: Answers) -> None:
        self.app = app
        self.answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer if it is known, or pass the request on."""
        known = self.answers.known(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        await (self.app if known is None else known)(scope, receive, send)
