"""The prefix under which a proxy serves the lab (`--root-path`), whether the proxy takes it away or leaves it."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix:
    """Tells every route below which prefix it stands.

    uvicorn's own option puts the prefix before every path, so that an address which has it already is not found.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the prefix, and pass the request on."""
        if self.prefix and scope["type"] == "http":
            path: str = scope["path"]
            has_it = path == self.prefix or path.startswith(f"{self.prefix}/")
            # In place: Starlette's own handler of what is broken stands outside and reads the same scope.
            scope.update(root_path=self.prefix, path=path if has_it else self.prefix + path)
        await self.app(scope, receive, send)
