"""Pages of another site, as a course page or a slide deck is: an origin of its own, with the headers it likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

SANDBOX = 'sandbox="allow-scripts"'
REQUIRE_CORP = {"Cross_Origin_Embedder_Policy": "require-corp"}
PARENTS = {
    "plain": ("", {}),
    "sandboxed": (SANDBOX, {}),
    "require-corp": ("", REQUIRE_CORP),
    "credentialless": ("", {"Cross_Origin_Embedder_Policy": "credentialless"}),
    "require-corp, sandboxed": (SANDBOX, REQUIRE_CORP),
    "isolated": ("", REQUIRE_CORP | {"Cross_Origin_Opener_Policy": "same-origin"}),
}
"""Policies of a page around a frame: the frame's attributes, and headers for `Site.frame`."""

DECK = """
  window.keys = []; // not const: what WebDriver runs in Firefox sees the window alone
  addEventListener("message", ({ data }) => {
    const told = typeof data === "string" && data[0] === "{" && data.at(-1) === "}" && JSON.parse(data);
    if (told.method) keys.push(told.method + JSON.stringify(told.args));
  });
"""
"""What reveal.js takes: JSON in a string, with a method and its arguments."""


def frame_tag(source: str, attributes: str = "") -> str:
    """A frame, as a course page has it."""
    escaped = source.replace("&", "&amp;")
    return f'<iframe src="{escaped}" width="720" height="480" title="Lab" {attributes}></iframe>'


def slide_deck(folder: Path, source: str, attributes: str = "") -> str:
    """The address of a file with a frame in it, as slides on a disk are."""
    file = folder / "deck.html"
    file.write_text(f"<!doctype html><title>Deck</title>{frame_tag(source, attributes)}", "utf-8")
    return file.as_uri()


@dataclass
class Site:
    """A site that answers every path with the page it was given."""

    address: str = ""
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def put(self, body: str, script: str = "", **headers: str) -> str:
        """The address of a page with this body and script; the names of headers have underscores for hyphens."""
        path = f"/{len(self.pages)}"
        html = f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Course</title>{body}'
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = f"{html}<script>{script}</script>", named
        return self.address + path

    def frame(self, source: str, attributes: str = "", script: str = "", **headers: str) -> str:
        """The address of a page with a frame in it."""
        return self.put(frame_tag(source, attributes), script, **headers)


@contextmanager
def hosting() -> Iterator[Site]:
    """A site on a port of its own."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, headers = site.pages.get(urlsplit(self.path).path, ("", {}))
            content = body.encode()
            self.send_response(200 if body else 404)
            for name, value in {"Content-Type": "text/html", "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing: a browser that leaves early is no news."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
