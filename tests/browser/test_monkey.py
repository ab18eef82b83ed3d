"""A seeded monkey on every page: no error, no unhandled rejection, no page that stops answering.

`make soak` lets it go on for minutes.
"""

from playwright.sync_api import Browser

from tools.monkey import SIZES, Monkey

ACTS = 100


def test_nothing_breaks_whatever_is_pressed(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=SIZES[0])
    monkey = Monkey(context.new_page(), server, seed=1)
    for _ in range(ACTS):
        monkey.act()
    context.close()
    assert monkey.complaints == []
