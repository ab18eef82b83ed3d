"""Frames, drags and copies in the engines beside Chromium's."""

import time
from contextlib import ExitStack

import pytest

from tests.engines.conftest import minibrowser
from tests.engines.webdriver import MOST_SECONDS, Browser
from tests.helpers.hosting import DECK, PARENTS, REQUIRE_CORP, SANDBOX, Site, frame_tag
from tests.helpers.pages import EXACT, NEXT_FRAME, READY, SEEN, is_alive


def drag(browser: Browser, to: float) -> None:
    """Drag the slider's thumb to a share of its track."""
    width, share = browser.run(
        """() => {
          const slider = document.querySelector("[data-part=rate]");
          return [slider.clientWidth, slider.valueAsNumber / slider.max];
        }"""
    )
    start, end = (round((each - 0.5) * (width - 16)) for each in (share, to))
    browser.press_at("[data-part=rate]", start, to=end)
    browser.run(NEXT_FRAME)


def check_alive(browser: Browser) -> None:
    """A drag changes the picture, the number and the verdict, and asks nobody."""
    browser.wait(READY)
    browser.wait(EXACT)
    before = browser.run(SEEN)
    drag(browser, 0.9)
    after = browser.run(SEEN)
    assert is_alive(before, after), (before, after)


def test_the_lab_is_alive(browser: Browser, server: str) -> None:
    browser.open(f"{server}/?surface=bowl&lr=0.1")
    check_alive(browser)


@pytest.mark.parametrize("parent", PARENTS)
def test_a_frame_is_alive(browser: Browser, server: str, site: Site, parent: str) -> None:
    attributes, headers = PARENTS[parent]
    browser.open(site.frame(f"{server}/embed?surface=bowl&lr=0.1", attributes, **headers))
    browser.enter()
    check_alive(browser)


RATE = "() => document.querySelector('[data-part=rate-number]').value"


@pytest.mark.parametrize("attributes", ["", SANDBOX])
def test_page_keys_turn_the_slides_after_a_drag(browser: Browser, server: str, site: Site, attributes: str) -> None:
    browser.open(site.frame(f"{server}/embed?surface=bowl&lr=0.1", attributes, DECK))
    browser.enter()
    browser.wait(READY)
    browser.press_at("[data-part=path]", 60, 60)
    browser.press("PageDown")
    drag(browser, 0.4)
    rate = browser.run(RATE)
    for key in ("PageDown", "PageUp"):
        browser.press(key)
    browser.run(NEXT_FRAME)
    assert browser.run(RATE) == rate
    browser.press("ArrowRight")
    browser.run(NEXT_FRAME)
    assert float(browser.run(RATE)) > float(rate)
    browser.leave()
    browser.wait("() => window.keys.length >= 3")
    assert browser.run("() => window.keys") == ["next[]", "next[]", "prev[]"]


@pytest.mark.parametrize("attributes", ["", SANDBOX])
def test_copying_is_silent_and_works(browser: Browser, server: str, site: Site, attributes: str) -> None:
    """What was copied in the frame is pasted into the page around."""
    browser.open(site.put(frame_tag(f"{server}/embed", attributes) + "<br><textarea></textarea>"))
    browser.enter()
    browser.wait(READY)
    browser.press_at("[data-part=more]")
    browser.run("() => document.querySelector('button[data-part=share]').focus()")  # it moves while rows are filled
    browser.press(" ")
    browser.press_at("[data-part=share-link-copy]")
    browser.wait("() => document.querySelector('[data-part=share-link-copy]').textContent === 'Copied'")
    link = browser.run("() => document.querySelector('[data-part=share-link]').value")
    browser.leave()
    browser.press_at("textarea")
    browser.press("v", holding="Control")
    browser.wait("text => document.querySelector('textarea').value === text", link)


TELLING = """
  addEventListener("message", ({ source, data }) => {
    const host = { source: "descentlab-host", v: 1 };
    if (data.type === "ready") source.postMessage({ ...host, type: "set", setting: { lr: 0.9 } }, "*");
    else console.log(data.type, Array.from(frames).indexOf(source), data.headline);
  });
"""
"""A page that asks each of its frames for another rate, and says in the console what it hears."""
UNUSED = 6
"""Seconds after which every engine has complained of what was preloaded in vain."""


def three_frames(server: str, attributes: str = "") -> str:
    """In sight, not shown, and below the fold."""
    styles = ("display:block", "display:none", "display:block;margin-top:3000px")
    source = f"{server}/embed?surface=bowl&amp;lr=0.1"
    return "".join(f'<iframe src="{source}" style="{style}" {attributes}></iframe>' for style in styles)


def test_the_console_of_webkit(server: str, site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It holds what the page around says, and nothing else; nobody's hand is on these pages, and all stand at once."""
    pages = {
        "the lab": f"{server}/",
        "plain": site.put(three_frames(server), TELLING),
        "sandboxed": site.put(three_frames(server, SANDBOX), TELLING),
        "require-corp": site.put(three_frames(server, SANDBOX), TELLING, **REQUIRE_CORP),
    }
    with ExitStack() as stack:
        logs = {
            name: stack.enter_context(minibrowser(address, tmp_path_factory.mktemp("webkit")))
            for name, address in pages.items()
        }
        end = time.monotonic() + MOST_SECONDS
        while time.monotonic() < end and not all(logs[name].read_text() for name in pages if name != "the lab"):
            time.sleep(0.1)
        time.sleep(UNUSED)
        said = {
            name: [line.partition("CONSOLE ")[2] for line in log.read_text().splitlines()] for name, log in logs.items()
        }
    told = ["LOG state 0 Zig-zags, but still converges"]  # the others have no size
    assert said == {"the lab": [], "plain": told, "sandboxed": told, "require-corp": told}


@pytest.mark.parametrize("engine", ["firefox"], indirect=True)  # whose console is heard
def test_nothing_is_preloaded_in_vain(browser: Browser, server: str, site: Site) -> None:
    for address in (f"{server}/", site.put(three_frames(server))):
        browser.open(address)
        time.sleep(UNUSED)
        # Of several frames side by side one that measures makes Firefox lay out the others early, and say so.
        assert [each for each in browser.complaints() if "Layout was forced" not in each] == []
