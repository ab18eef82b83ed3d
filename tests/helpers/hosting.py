"""Pages of another site, as a course page or a slide deck is: an origin of its own, with the headers it likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit


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
        escaped = source.replace("&", "&amp;")
        tag = f'<iframe src="{escaped}" width="720" height="480" title="Lab" {attributes}></iframe>'
        return self.put(tag, script, **headers)


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


SEEN = """() => {
  const part = name => document.querySelector(`[data-part=${name}]`);
  const path = part("path");
  const { width, height } = path;
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(path, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let picture = 0;
  for (let at = 0; at < data.length; at += 4) picture = (31 * picture + data[at] + 7 * data[at + 3]) % 4294967291;
  return {
    picture, rate: part("rate-number").value, verdict: part("verdict-headline").textContent,
    requests: performance.getEntriesByType("resource").length,
  };
}"""
"""What a lab shows, in any browser: a number for every pixel of the path, η, the verdict; and what was asked so far."""


def is_alive(before: dict[str, object], after: dict[str, object]) -> bool:
    """Whether a drag of the slider changed all that it should, and asked nobody."""
    changed = all(before[name] != after[name] for name in ("picture", "rate", "verdict"))
    return changed and before["requests"] == after["requests"]
