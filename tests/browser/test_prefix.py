"""The real page under /lab/: behind nginx, under --root-path, and mounted in another application."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Request, Response, expect

from tests.browser.reading import Hear, RequestsOf, asked_in_docs, choose, next_frame, ready, shared_link, to_notch
from tests.helpers.hosting import SANDBOX, slide_deck
from tools import nginx
from tools.serving import free_port, running, serve, uvicorn

NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /lab/ {{ proxy_pass {service}/; }}
  }}
}}
"""
OUTER = """
from fastapi import FastAPI

from descentlab.web.app import create_app


def outer():
    app = FastAPI()
    app.mount("/lab", create_app())
    return app
"""


@contextmanager
def behind_nginx(folder: Path, server: str) -> Iterator[str]:
    """As the README configures it: nginx takes the prefix away, and the service knows nothing of it."""
    program = nginx.find()
    if program is None:
        pytest.fail("no nginx: `make nginx` finds or installs one", pytrace=False)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, service=server))
    command = [program, "-c", str(config), "-p", str(folder)]
    with running(command, f"http://127.0.0.1:{port}/lab/readyz", folder / "nginx.txt"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def with_root_path(folder: Path, server: str) -> Iterator[str]:
    with serve(folder / "log.txt", "/lab", "--root-path", "/lab") as address:
        yield address


@contextmanager
def mounted(folder: Path, server: str) -> Iterator[str]:
    (folder / "outer_application.py").write_text(OUTER)
    with uvicorn("outer_application:outer", folder / "log.txt", "/lab", "--app-dir", str(folder)) as address:
        yield address


WAYS = {"nginx": behind_nginx, "--root-path": with_root_path, "mounted": mounted}


@pytest.fixture(scope="module", params=WAYS)
def lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: str) -> Iterator[str]:
    """The lab's address: its host, and the prefix."""
    with WAYS[request.param](tmp_path_factory.mktemp("prefix"), server) as address:
        yield f"{address}/lab"


def test_the_lab_is_alive_under_a_prefix(page: Page, lab: str, hear: Hear, requests_of: RequestsOf) -> None:
    failed: list[str] = []

    def on_response(answer: Response) -> None:
        if answer.status >= 400:
            failed.append(f"{answer.status} {answer.url}")

    def on_request(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(f"{lab}/"):
            failed.append(f"outside the prefix: {request.url}")

    hear(page, "response", on_response)
    hear(page, "requestfailed", lambda request: failed.append(f"failed: {request.url}"))
    hear(page, "request", on_request)
    page.goto(f"{lab}/?surface=bowl&lr=0.1")
    ready(page)
    seen = requests_of(page)
    before = page.locator("[data-part=verdict-headline]").text_content()
    to_notch(page, 240)
    next_frame(page)
    assert page.locator("[data-part=verdict-headline]").text_content() != before
    assert seen == []
    choose(page, "optimizer", "adam")
    ready(page)
    page.locator("[data-part=what-helps]").click()
    expect(page.locator("[data-part=remedies] strong").first).to_be_visible()
    page.locator("button[data-part=share]").click()
    assert page.url.startswith(f"{lab}/?")
    assert shared_link(page) == page.url
    assert f'src="{lab}/embed?' in page.locator("[data-part=snippet]").input_value()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Present").click()
    ready(page)
    assert urlsplit(page.url).path == "/lab/present"
    page.go_back()
    ready(page)
    page.get_by_role("link", name="Lab", exact=True).click()
    ready(page)
    assert urlsplit(page.url).path == "/lab/"
    assert failed == []


def test_the_documentation_is_alive_under_a_prefix(page: Page, lab: str, requests_of: RequestsOf) -> None:
    asked = requests_of(page)
    page.goto(f"{lab}/docs")
    expect(asked_in_docs(page).locator(".request-url")).to_contain_text(f"{lab}/api/v1/trajectory?")
    assert all(url.startswith((f"{lab}/", "data:")) for url in asked)
    page.get_by_role("link", name="Back to the lab").click()
    ready(page)
    assert urlsplit(page.url).path == "/lab/"


def test_a_frame_stands_in_a_page_from_elsewhere(page: Page, lab: str, tmp_path: Path) -> None:
    page.goto(slide_deck(tmp_path, f"{lab}/embed/?surface=bowl&lr=1.01", SANDBOX))
    expect(page.frame_locator("iframe").locator("[data-part=verdict-headline]")).to_have_text("Diverges")
    with urlopen(f"{lab}/") as answer:
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_the_way_back_from_nowhere(page: Page, lab: str, complaints: list[str]) -> None:
    answer = page.goto(f"{lab}/nothing/here")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link").click()
    ready(page)
    assert page.url.startswith(f"{lab}/?")
    complaints[:] = [each for each in complaints if "404" not in each]
