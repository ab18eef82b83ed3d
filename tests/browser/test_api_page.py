"""/docs in a browser: drawn by our own files, under the policy of every page, and its form asks the API."""

from playwright.sync_api import Page, expect

from descentlab.web.openapi import TAGS
from descentlab.web.routes.endpoints import API, ENDPOINTS
from tests.browser.reading import RequestsOf, asked_in_docs


def test_the_documentation_is_drawn_from_our_own_files(page: Page, server: str, requests_of: RequestsOf) -> None:
    """A request to another host, or anything on the console, fails the test (`complaints`)."""
    asked = requests_of(page)
    page.goto("/docs")
    expect(page.locator(".opblock")).to_have_count(len(ENDPOINTS))
    assert all(url.startswith((f"{server}/", "data:")) for url in asked)
    assert [name.split("\n")[0] for name in page.locator(".opblock-tag a").all_inner_texts()] == list(TAGS)
    for endpoint in ENDPOINTS:
        operation = page.locator(f"#operations-{endpoint.tag}-{endpoint.name}")
        expect(operation.locator(".opblock-summary-path")).to_have_attribute("data-path", f"{API}{endpoint.path}")


def test_the_form_asks_and_shows_the_answer(page: Page, server: str) -> None:
    page.goto("/docs")
    operation = asked_in_docs(page)
    expect(operation.locator(".request-url")).to_contain_text(f"{server}{API}/trajectory?")
    expect(operation.locator(".live-responses-table")).to_contain_text('"outcome"')


def test_there_is_a_way_back(page: Page, server: str) -> None:
    page.goto("/docs")
    page.get_by_role("link", name="Back to the lab").click()
    page.wait_for_url(f"{server}/?*")
