"""A seeded monkey: presses, types, drags, turns the wheel, edits the address; its seed and the page decide what."""

import random
import re
from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import CDPSession, Error, Page, ViewportSize

SIZES: tuple[ViewportSize, ...] = (
    {"width": 1366, "height": 768},
    {"width": 1920, "height": 1080},
    {"width": 820, "height": 1180},
    {"width": 390, "height": 844},
    {"width": 844, "height": 390},
    {"width": 320, "height": 640},
)
KEYS = (
    *"pmhzlf,.+-0 ?",
    *("Tab", "Enter", "Escape", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"),
    *("Shift+Z", "Control+z", "Shift+Tab", "Delete"),
)
TEXTS = ("0", "-1", "1e400", "abc", "0.05", "3,5", "", "−2", "x^2+y^2", "1/(x", "<b>", "0.1,0.9", "7" * 70)
PAGES = ("", "", "", "embed", "present", "atlas")
VALUES = {
    "surface": ("ravine", "rosenbrock", "rastrigin", "tiny_network", "network_slice", "saddle", "nowhere"),
    "optimizer": ("gd", "adam", "sam", "lbfgs", "dog", "polyak", "nobody"),
    "schedule": ("constant", "cosine", "drawn", "plateau"),
    "lr": ("0.01", "0.3", "5", "-1", "nan"),
    "steps": ("1", "40", "300", "1e9"),
    "noise": ("0", "2"),
    "start": ("1,1", "-3,0.5", "1e9,1", "x"),
    "look": ("plane", "space", "basins", "slice", "inside"),
    "vs": ("optimizer=adam", "lr=0.2", "steps=3"),
    "predict": ("0", "1", "3"),
    "hide": ("charts", "track,legend", "everything"),
    "theme": ("dark", "light"),
}
"""What it writes into an address, some of it wrong."""
PRESSABLE = (
    "button, summary, label:has(input), a[href], canvas, select, input:not([type=radio], [type=checkbox]), textarea"
)
COMPLAINTS = """() => {
  addEventListener("unhandledrejection", ({ reason }) => console.error(`unhandled: ${reason?.stack ?? reason}`));
}"""
STAY = """() => addEventListener("click", event => {
  if (event.target instanceof Element && event.target.closest("a[href]")) event.preventDefault();
}, true)"""
"""No link leads away."""
EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of (404|422|503)|GPU stall due to ReadPixels"
)
"""What a browser says of a question that was refused, which the monkey asks on purpose; and of having no GPU."""


class Monkey:
    """Somebody with a mouse, a keyboard and no plan."""

    def __init__(self, page: Page, base: str, seed: int, *, stays: bool = False) -> None:
        """Args: stays: whether it keeps to one page, without another address or a reload."""
        self.page, self.base = page, base
        self.random = random.Random(seed)
        self.complaints: list[str] = []
        self.done: list[str] = []
        page.add_init_script(f"({COMPLAINTS})()")
        page.on("pageerror", lambda error: self.complaints.append(f"{error.stack} after {self.done[-3:]}"))
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on("crash", lambda _: self.complaints.append(f"the page crashed after {self.done[-3:]}"))
        acts: list[tuple[int, Callable[[], str]]] = [
            (8, self.press),
            (2, self.open),
            (5, self.key),
            (5, self.drag),
            (2, self.type),
            (2, self.wheel),
            (1, self.resize),
        ]
        if stays:
            page.add_init_script(f"({STAY})()")
        else:
            acts += [(2, self.visit), (1, self.back), (1, self.reload)]
        self.acts = acts
        page.goto(f"{base}/")

    def act(self) -> None:
        """Do one thing, and see that the page still answers.

        Raises:
            playwright.sync_api.Error: it does not, within ten seconds.
        """
        weights, acts = zip(*self.acts, strict=True)
        (act,) = self.random.choices(acts, weights)
        try:
            self.done.append(act())
        except Error as error:  # what it reached for has gone meanwhile: nobody presses what is not there
            self.done.append(f"{act.__name__}: {error.message.splitlines()[0]}")
        self.page.wait_for_function("() => true", timeout=10_000)

    def press(self) -> str:
        """Press something, scrolled into sight where it is not."""
        spot = self.page.evaluate(
            """([selector, share]) => {
              const there = [...document.querySelectorAll(selector)]
                .filter(each => each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length > 0);
              const found = there[Math.floor(share * there.length)];
              if (!found) return null;
              found.scrollIntoView({ block: "nearest" });
              const { x, y, width, height } = found.getBoundingClientRect();
              return { x, y, width, height, name: found.dataset.part ?? found.textContent.trim().slice(0, 30) };
            }""",
            [PRESSABLE, self.random.random()],
        )
        if not spot:
            return "press nothing"
        x, y = (spot[at] + spot[size] * self.random.uniform(0.1, 0.9) for at, size in (("x", "width"), ("y", "height")))
        self.page.mouse.click(x, y, click_count=self.random.choice((1, 1, 1, 2)))
        return f"press {spot['name']}"

    def open(self) -> str:
        """Open a row that is closed."""
        done: str = self.page.evaluate(
            """share => {
              const closed = [...document.querySelectorAll("details.row:not([open])")];
              const found = closed[Math.floor(share * closed.length)];
              if (!found) return "open none";
              found.open = true;
              found.scrollIntoView({ block: "center" });
              return `open ${found.dataset.part}`;
            }""",
            self.random.random(),
        )
        return done

    def key(self) -> str:
        """Press a key, some of them often."""
        key = self.random.choice(KEYS)
        for _ in range(self.random.choice((1, 1, 4))):
            self.page.keyboard.press(key)
        return f"key {key}"

    def drag(self) -> str:
        """Drag from anywhere to anywhere; sometimes on the slider."""
        size = self.page.viewport_size or SIZES[0]
        places = [(self.random.uniform(0, size["width"]), self.random.uniform(0, size["height"])) for _ in range(3)]
        box = self.page.locator("[data-part=rate]").first.bounding_box() if self.random.random() < 0.4 else None
        if box:
            places = [(box["x"] + self.random.random() * box["width"], box["y"] + box["height"] / 2) for _ in range(3)]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=5)
        self.page.mouse.up()
        return f"drag {'η' if box else places}"

    def type(self) -> str:
        """Type something into a field."""
        fields = [each for each in self.page.locator("input[type=text]").all() if each.is_visible()]
        if not fields:
            return "type nowhere"
        field, text = self.random.choice(fields), self.random.choice(TEXTS)
        field.fill(text, timeout=1000)
        self.page.keyboard.press("Enter")
        return f"type {text[:20]}"

    def wheel(self) -> str:
        """Turn the wheel, half of the time with Ctrl."""
        modifier = self.random.choice(("", "Control"))
        if modifier:
            self.page.keyboard.down(modifier)
        self.page.mouse.wheel(0, self.random.choice((-300, -60, 60, 300)))
        if modifier:
            self.page.keyboard.up(modifier)
        return f"wheel {modifier}"

    def resize(self) -> str:
        """Turn the phone, drag the window."""
        size = self.random.choice(SIZES)
        self.page.set_viewport_size(size)
        return f"resize {size}"

    def visit(self) -> str:
        """Another address, not all of it right."""
        keys = self.random.sample(sorted(VALUES), self.random.randint(0, 5))
        query = urlencode([(key, self.random.choice(VALUES[key])) for key in keys])
        path = self.random.choice(PAGES)
        self.page.goto(f"{self.base}/{path}?{query}")
        return f"visit {path}?{query}"

    def back(self) -> str:
        """Back, and sometimes forward."""
        way = self.random.choice((self.page.go_back, self.page.go_forward))
        way(timeout=5000)
        if not self.page.url.startswith(self.base):
            self.page.goto(f"{self.base}/")
        return way.__name__

    def reload(self) -> str:
        """The same page again."""
        self.page.reload()
        return "reload"

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.search(text):
            self.complaints.append(f"{kind}: {text} after {self.done[-3:]}")


def heap(session: CDPSession) -> int:
    """Bytes of a page's JavaScript that something still holds."""
    session.send("HeapProfiler.collectGarbage")
    used: int = session.send("Runtime.getHeapUsage")["usedSize"]
    return used
