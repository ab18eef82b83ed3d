"""In a page from elsewhere: alive and silent under every policy that parents have."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.reading import RequestsOf, drag_rate, framed, ready
from tests.helpers.hosting import PARENTS, Site, frame_tag
from tests.helpers.pages import SEEN, is_alive


@pytest.mark.parametrize("parent", PARENTS)
def test_a_frame_is_alive(page: Page, server: str, site: Site, parent: str) -> None:
    """In silence: a page that complains fails its test."""
    attributes, headers = PARENTS[parent]
    frame = framed(page, site.frame(f"{server}/embed?surface=bowl&lr=0.1", attributes, **headers))
    before = frame.evaluate(SEEN)
    drag_rate(frame, 0.9)
    assert is_alive(before, frame.evaluate(SEEN))


def test_a_frame_out_of_sight_complains_of_nothing(
    open_page: Callable[..., Page], server: str, site: Site, requests_of: RequestsOf
) -> None:
    """What a page preloads is used within seconds, or the browser warns: so it is by the lab, which alone does."""
    page, lab = open_page(), open_page()
    seen = requests_of(lab)
    lab.goto("/")
    assert lab.locator("link[rel=preload]").count() == 1
    hidden = frame_tag(f"{server}/embed?surface=bowl", 'style="display: none"')
    below = frame_tag(f"{server}/embed?surface=saddle", 'style="margin-top: 3000px"')
    page.goto(site.put(hidden + below))
    page.wait_for_timeout(5000)
    page.evaluate("() => document.querySelectorAll('iframe').forEach(frame => (frame.style = ''))")
    for frame in page.frames[1:]:
        ready(frame)
    assert sum("/family?" in url for url in seen) == 1
