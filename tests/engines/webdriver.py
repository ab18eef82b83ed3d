"""A browser driven by the commands of WebDriver, whatever carries them: a driver's HTTP, or Firefox's own socket.

Debian has no geckodriver. What that would say to Firefox (Marionette: lengths and JSON over a socket) are WebDriver's
own commands under other names, so that one client does for both.
"""

import json
import socket
from collections.abc import Callable
from typing import Any, BinaryIO

import httpx

Json = Any
Send = Callable[[str, dict[str, Json]], Json]
COMMANDS = {
    "NewSession": "",
    "DeleteSession": "",
    "Navigate": "/url",
    "SetWindowRect": "/window/rect",
    "FindElement": "/element",
    "SwitchToFrame": "/frame",
    "ExecuteScript": "/execute/sync",
    "PerformActions": "/actions",
}
"""Marionette's names, and the paths of HTTP below a session; all are sent with POST, but the end of a session."""
KEYS = {"PageUp": "\ue00e", "PageDown": "\ue00f", "ArrowRight": "\ue014", "Control": "\ue009"}
SECONDS = 20
"""Within the half minute that WebDriver gives a script."""
MOST_SECONDS = 3 * SECONDS
"""Until an answer to a command is given up."""
STANDS = """selector => {
  const element = document.querySelector(selector);
  if (!element?.checkVisibility() || element.matches(":disabled")) return false;
  element.scrollIntoView({ block: "nearest" });
  const { x, y, width, height } = element.getBoundingClientRect();
  const place = [x, y, width, height].join(" ");
  const stands = element.standsAt === place;
  element.standsAt = place;
  return stands;
}"""
"""Whether an element that can be pressed is in sight, where it was when this was last asked: a hand waits for that."""


class Refused(Exception):
    """The browser would not do what it was told."""


def over_http(driver: str) -> Send:
    """What sends commands to a driver; the first must be NewSession."""
    client = httpx.Client(base_url=driver, timeout=MOST_SECONDS)
    session = ""

    def send(name: str, parameters: dict[str, Json]) -> Json:
        nonlocal session
        path = f"/session{session}{COMMANDS[name]}"
        method = "DELETE" if name == "DeleteSession" else "POST"
        answer = client.request(method, path, json=None if method == "DELETE" else parameters)
        value = answer.json()["value"]
        if answer.is_error:
            raise Refused(f"{name}: {value['error']}: {value['message']}")
        if name == "NewSession":
            session = f"/{value['sessionId']}"
        if name == "DeleteSession":
            client.close()
        return value

    return send


def over_marionette(connection: socket.socket, answers: BinaryIO) -> Send:
    """What sends commands to a Firefox that was started with --marionette, and reads its answers."""
    last = 0

    def receive() -> Json:
        length = b""
        while (digit := answers.read(1)) != b":":
            if not digit:
                raise Refused("Firefox has closed the connection")
            length += digit
        return json.loads(answers.read(int(length)))

    def send(name: str, parameters: dict[str, Json]) -> Json:
        nonlocal last
        last += 1
        command = name if ":" in name else f"WebDriver:{name}"
        message = json.dumps([0, last, command, parameters]).encode()
        connection.sendall(b"%d:%b" % (len(message), message))
        _, _, error, value = receive()
        if error:
            raise Refused(f"{name}: {error['error']}: {error['message']}")
        # Values that are not objects come inside one.
        return value["value"] if isinstance(value, dict) and value.keys() == {"value"} else value

    receive()  # it says what it is
    return send


class Browser:
    """A window of a browser: pages are opened in it, frames entered, and hands and keys put to work.

    Args:
        send: carries a command to it.
        complaints: what its console says of pages, for which each has its own way.
    """

    def __init__(self, send: Send, complaints: Callable[["Browser"], list[str]]) -> None:
        self.send = send
        self._complaints = complaints
        send("SetWindowRect", {"x": 0, "y": 0, "width": 1280, "height": 860})

    def complaints(self) -> list[str]:
        """What pages have complained of since this was last asked."""
        return self._complaints(self)

    def open(self, address: str) -> None:
        """Go to a page."""
        self.send("Navigate", {"url": address})

    def enter(self, frame: int = 0) -> None:
        """Into a frame of the page, or of the frame, that is being looked at."""
        self.send("SwitchToFrame", {"id": frame})

    def leave(self) -> None:
        """Back to the page itself."""
        self.send("SwitchToFrame", {"id": None})

    def run(self, function: str, *arguments: Json) -> Json:
        """What a JavaScript function returns."""
        script = f"return ({function})(...arguments)"
        return self.send("ExecuteScript", {"script": script, "args": list(arguments)})

    def wait(self, condition: str, *arguments: Json) -> None:
        """Until a JavaScript function returns something true: looked at in every frame.

        Raises:
            AssertionError: it never does.
        """
        script = f"""async (...given) => {{
          const end = performance.now() + {1000 * SECONDS};
          while (performance.now() < end) {{
            if (({condition})(...given)) return true;
            await new Promise(done => setTimeout(done, 20));
          }}
          return false;
        }}"""
        assert self.run(script, *arguments), f"never: {condition}"

    def _element(self, selector: str) -> Json:
        return self.send("FindElement", {"using": "css selector", "value": selector})

    def _act(self, kind: str, *actions: dict[str, Json]) -> None:
        source: dict[str, Json] = {"type": kind, "id": kind, "actions": list(actions)}
        if kind == "pointer":
            source["parameters"] = {"pointerType": "mouse"}
        self.send("PerformActions", {"actions": [source]})

    def press_at(self, selector: str, x: int = 0, y: int = 0, *, to: int | None = None) -> None:
        """Press the mouse off the middle of an element, once it is there, and drag it along, as a hand does."""
        self.wait(STANDS, selector)
        element = self._element(selector)

        def move(across: int, milliseconds: int) -> dict[str, Json]:
            step = {"type": "pointerMove", "duration": milliseconds, "origin": element}
            return step | {"x": across, "y": y}

        way = [] if to is None else [move(x + (to - x) * part // 4, 60) for part in range(1, 5)]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        self._act("pointer", move(x, 0), down, *way, up)

    def press(self, key: str, holding: str = "") -> None:
        """Press a key, perhaps while holding another."""
        keys = [KEYS.get(name, name) for name in (holding, key) if name]
        downs = [{"type": "keyDown", "value": value} for value in keys]
        self._act("key", *downs, *({"type": "keyUp", "value": value} for value in reversed(keys)))
