"""The security headers on every answer."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from descentlab.web.headers import security_headers


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
                headers = message["headers"]
                content_type = next((value.decode("latin-1") for key, value in headers if key == b"content-type"), "")
                message = {**message, "headers": [*headers, *security_headers(scope, content_type)]}
            await send(message)

        await self.app(scope, receive, with_headers)
