"""Learn over the network: pages, what is read, search, stills, frames."""

import json
import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup

from descentlab.learn.contents import CHAPTERS, PAGES, contents
from descentlab.learn.pages import figures
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio


async def soup_of(client: Client, path: str) -> BeautifulSoup:
    """A page that is there."""
    answer = await client.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"].startswith("text/html")
    return BeautifulSoup(answer.text, "html.parser")


async def test_the_contents_name_every_page_in_order(client: Client) -> None:
    soup = await soup_of(client, "/learn")
    named = [str(link["href"]).removeprefix("./learn/") for link in soup.select(".chapters a")]
    assert named == list(PAGES)
    assert soup.title is not None


@pytest.mark.parametrize("id", PAGES)
async def test_a_page(client: Client, id: str) -> None:
    soup = await soup_of(client, f"/learn/{id}")
    line = next(each for each in contents() if each.id == id)
    assert soup.h1 is not None
    assert soup.h1.get_text() == line.title
    assert soup.select_one("nav [aria-current=page][href$='learn']")
    assert soup.select_one(f".contents [aria-current=page][href$='learn/{id}']")
    mine = [figure for figure in figures().values() if figure.page == id]
    assert [each["data-figure"] for each in soup.select("[data-figure]")] == [figure.id for figure in mine]
    assert [each["data-lab-of"] for each in soup.select("template[data-lab-of]")] == [figure.id for figure in mine]
    script = soup.select_one("script[type='application/json']")
    assert script is not None
    assert {*json.loads(script.get_text())["figures"]} == {figure.id for figure in mine}


@pytest.mark.parametrize("id", PAGES)
async def test_a_page_is_well_formed(client: Client, id: str) -> None:
    """Whatever is opened is closed, in its order: a browser would mend it, each in its own way."""
    open_: list[str] = []
    empty = {"meta", "link", "img", "input", "br", "hr", "wbr"}

    class Nesting(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in empty:
                open_.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_.pop() == tag, self.getpos()

        def handle_startendtag(self, tag: str, attrs: object) -> None:
            """Closes itself."""

    Nesting().feed((await client.get(f"/learn/{id}")).text)
    assert open_ == []


async def test_every_link_of_learn_is_answered(client: Client) -> None:
    """Those into the lab as well: a setting that is refused would say so."""
    followed: set[str] = set()
    for id in PAGES:
        for link in (await soup_of(client, f"/learn/{id}")).select("a[href]"):
            path = str(link["href"]).partition("#")[0]
            if not path:
                continue
            address = path.removeprefix("../") if path.startswith("../") else f"learn/{path}"
            if address in followed:
                continue
            followed.add(address)
            answer = await client.get(f"/{address}")
            assert answer.status_code == 200, f"{id}: {path}"
            notices = re.search(r'"notices":\[(.*?)\]', answer.text)
            assert notices is None or notices[1] == "", f"{id}: {path}: {notices[1]}"
    assert len(followed) > len(PAGES)


async def test_what_was_read_is_in_the_address_alone(client: Client) -> None:
    first, second = CHAPTERS[:2]
    answer = await client.get(f"/learn/{second}?read={first}")
    assert "set-cookie" not in answer.headers
    soup = BeautifulSoup(answer.text, "html.parser")
    assert [mark.parent["href"] for mark in soup.select(".contents .line-read") if mark.parent] == [
        f"../learn/{first}?read={first}"
    ]
    last = soup.select_one("a[rel=prev]")
    assert last is not None
    assert last["href"] == f"../learn/{first}?read={first},{second}"
    listed = await soup_of(client, f"/learn?read={second},{first},nonsense")
    assert len(listed.select(".line-read")) == 2


async def test_a_theme_goes_along(client: Client) -> None:
    soup = await soup_of(client, f"/learn/{CHAPTERS[0]}?theme=dark")
    assert soup.html is not None
    assert soup.html["data-theme"] == "dark"
    assert all("theme=dark" in str(link["href"]) for link in soup.select(".contents a, .ways-on a"))


async def test_words_are_found(client: Client) -> None:
    soup = await soup_of(client, "/learn?q=valley+from+the+side")
    first = soup.select_one(".found a")
    assert first is not None
    assert str(first["href"]).startswith("./learn/curvature#")
    assert soup.select(".found mark")
    none = await soup_of(client, "/learn?q=%3Cscript%3Ezebra")
    assert "No passages with “<script>zebra”" in none.get_text()


@pytest.mark.parametrize(
    "path", ["/learn/nothing", "/learn/figures/nothing.svg", "/embed?figure=nothing", "/embed?chapter=x"]
)
async def test_what_there_is_not_is_told(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text
    assert "there are" in answer.text


async def test_a_still_picture_of_each_figure(client: Client) -> None:
    for id in figures():
        answer = await client.get(f"/learn/figures/{id}.svg")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.text.startswith("<svg")
        assert len(answer.content) < 60_000, id


@pytest.mark.parametrize("id", sorted(figures()))
async def test_a_figure_in_a_frame(client: Client, id: str) -> None:
    answer = await client.get(f"/embed?figure={id}&theme=dark")
    assert answer.status_code == 200
    assert "frame-ancestors" not in answer.headers["content-security-policy"]
    soup = BeautifulSoup(answer.text, "html.parser")
    assert soup.html is not None
    assert soup.html["data-theme"] == "dark"
    assert [each["data-figure"] for each in soup.select("[data-figure]")] == [id]
    assert not soup.select("header, .contents")
    away = [link for link in soup.select("a[href]") if not str(link["href"]).startswith("#")]
    assert away
    assert all(link.get("target") == "_blank" or "embed?" in str(link["href"]) for link in away), away


@pytest.mark.parametrize("id", PAGES)
async def test_a_chapter_in_a_frame(client: Client, id: str) -> None:
    """It leads to other frames, and to the lab beside it: nothing else may stand in one."""
    soup = await soup_of(client, f"/embed?chapter={id}")
    assert not soup.select("[data-part=header], .contents")
    for link in soup.select("a[href]"):
        address = str(link["href"])
        if not address.startswith(("#", "./embed?chapter=")):
            assert link.get("target") == "_blank", link


async def test_learn_may_not_be_framed_but_as_embed(client: Client) -> None:
    for path in ("/learn", f"/learn/{CHAPTERS[0]}"):
        answer = await client.get(path)
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
