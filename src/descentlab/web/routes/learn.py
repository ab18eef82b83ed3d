"""Learn: its contents, its pages, the still pictures of its figures; and what of it stands in a frame."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from markupsafe import Markup

from descentlab.common import paths
from descentlab.common.arrays import Options
from descentlab.common.parameters import Parameter
from descentlab.learn.contents import CHAPTERS, PAGES, Entry, contents, entry, neighbours
from descentlab.learn.figures import Figure
from descentlab.learn.pages import figures, lean
from descentlab.learn.search import LONGEST, search
from descentlab.learn.stills import still
from descentlab.web.answers import Asked, answers_of
from descentlab.web.cache import Form
from descentlab.web.encoding import PAGES as EFFORT
from descentlab.web.figures import data_of, markup_of
from descentlab.web.keys import Keys, read
from descentlab.web.modules import import_closure
from descentlab.web.routes.endpoints import API
from descentlab.web.routes.pages import THEMES, json_markup, what_there_is
from descentlab.web.templating import render
from descentlab.web.version import code_version

ENTRY = "pages/learn.js"
SHEETS = ("tokens", "base", "controls", "learn", "room", "print")
FORM = Form(("text/html",), cache_control="no-cache", effort=EFFORT, edition=paths.templates_changed)
STILL = Form(("image/svg+xml",), edition=paths.templates_changed)
ABOUT = "A short course on the learning rate, told with pictures that compute."
SECONDS, QUICK = 0.2, 0.02
"""Of a chapter that nobody has asked for, whose runs are computed; and of the contents."""
EVERY = 2
"""Of the lab's learning rates a figure's slider has one in so many: half as long, what it asks is half as heavy."""
TO_PAGE = re.compile(rf'href="({"|".join(PAGES)})(#[\w-]*)?"')
"""A link from page to page, as chapters write it."""
OUT = re.compile(r'<a (?=[^>]*href="\./(?!embed\?))')
"""A link out of a frame: what it leads to may not stand in one, and opens beside it."""


class Words(Parameter):
    """Words to look for, or the name of something."""

    def check(self, value: object, key: str | None = None) -> str:
        """As many as are looked for."""
        return " ".join(str(value)[:LONGEST].split())


class Read(Parameter):
    """The chapters that somebody has read."""

    @property
    def allowed(self) -> str:
        """What a value may be, in words."""
        return f"chapters with commas between, out of {', '.join(CHAPTERS)}"

    def check(self, value: object, key: str | None = None) -> str:
        """Those that there are, in their order."""
        named = str(value).split(",")
        return ",".join(id for id in CHAPTERS if id in named)


READ = Read("read", "Read", "", "", kind="names", help="What has been read.")
THEME = Parameter("theme", "Theme", "", None, kind="choice", choices=THEMES, help="Light, dark, or as the system is.")
QUESTION = Words("q", "Search", "", "", kind="names", help="Words to look for.")
FIGURE = Words("figure", "Figure", "", "", kind="names", help="A figure of Learn, with the questions about it.")
CHAPTER = Words("chapter", "Chapter", "", "", kind="names", help="A chapter of Learn.")
NOTHING = Keys(others=())
PAGE, CONTENTS = Keys(own=(READ, THEME), others=()), Keys(own=(READ, THEME, QUESTION), others=())
FRAME = Keys(own=(FIGURE, CHAPTER, THEME), others=())

router = APIRouter(include_in_schema=False)


@router.get("/learn")
async def course(request: Request) -> Response:
    """The contents, or where words are found."""

    def asked() -> Asked:
        own = read(request, CONTENTS).own
        words = str(own[QUESTION.name])

        def compute() -> bytes:
            context = {"question": words, "found": search(words)} | _around(own, None)
            return render("contents.html", context, root="./").encode()

        return Asked(f"{own}", SECONDS * len(PAGES) if words else QUICK, compute)

    return await answers_of(request).answer(request, FORM, asked, light=True)


@router.get("/learn/figures/{id}.svg")
async def figure(request: Request, id: str) -> Response:
    """The still picture of a figure."""
    _known("figure", id, figures())

    def asked() -> Asked:
        read(request, NOTHING)
        return Asked(id, SECONDS, lambda: still(figures()[id]).encode())

    return await answers_of(request).answer(request, STILL, asked)


@router.get("/learn/{id}")
async def page(request: Request, id: str) -> Response:
    """A page of Learn."""
    _known("page", id, PAGES)

    def asked() -> Asked:
        own = read(request, PAGE).own

        def compute() -> bytes:
            shown, around = lean(id), _around(own, entry(id))
            to = _among_pages("", around["carried_on"])
            context = (
                around | _labs(shown.figures, "../") | {"chapter": shown, "body": Markup(TO_PAGE.sub(to, shown.body))}
            )
            return render("learn.html", context, root="../").encode()

        return Asked(f"{id} {own}", SECONDS, compute)

    return await answers_of(request).answer(request, FORM, asked, light=True)


async def framed(request: Request) -> Response:
    """A figure of Learn, or a chapter, in a frame."""
    own = read(request, FRAME).own
    id, of = str(own[CHAPTER.name]), str(own[FIGURE.name])
    if of:
        _known("figure", of, figures())
        id = figures()[of].page
    else:
        _known("page", id, PAGES)

    def compute() -> bytes:
        shown = lean(id, "./")
        seen = [each for each in shown.figures if each.id == of or not of]
        body: str = shown.pieces[of] if of else shown.body
        body = OUT.sub(
            '<a target="_blank" rel="noopener" ', TO_PAGE.sub(_among_pages(f"./embed?{_theme(own)}chapter="), body)
        )
        context = _around(own, entry(id)) | _labs(seen, "./") | {"chapter": shown, "body": Markup(body)}
        return render("learn.html", context | {"framed": "figure" if of else "chapter"}, root="./").encode()

    return await answers_of(request).answer(request, FORM, lambda: Asked(f"frame {own}", SECONDS, compute), light=True)


def _known(what: str, id: str, known: Sequence[str] | dict[str, Figure]) -> None:
    if id not in known:
        raise HTTPException(404, f"There is no {what} {id[:40]!r} in Learn; there are {', '.join(known)}.")


def _among_pages(before: str, query: str = "") -> Any:
    """How a link from page to page is written where these pages stand."""
    asks = f"?{query}" if query else ""
    return lambda match: Markup('href="{}{}{}{}"').format(before, match[1], asks, match[2] or "")


def _labs(shown: Sequence[Figure], root: str) -> dict[str, Any]:
    """Figures as the template and the scripts have them."""
    _, known = what_there_is(code_version())
    data = {
        "figures": {figure.id: data_of(figure) for figure in shown},
        "catalogue": known | {"notches": known["notches"][::EVERY]},
        "root": root,
        "api": f"{root.removesuffix('/')}{API}",
    }
    return {"labs": {figure.id: markup_of(figure) for figure in shown}, "data": json_markup(data)}


def _around(own: Options, here: Entry | None) -> dict[str, Any]:
    """What every page of Learn has: the contents, what has been read, the way on."""
    done = [id for id in str(own.get(READ.name, "")).split(",") if id]
    also = done if here is None or here.number is None else [id for id in CHAPTERS if id in {*done, here.id}]
    before, after = (None, None) if here is None else neighbours(here.id)
    return {
        "title": f"{here.title if here else 'Learn'} · Descent Lab",
        "description": here.summary if here else ABOUT,
        "page": {"profile": "learn", "hide": (), "theme": own[THEME.name]},
        "contents": contents(),
        "here": here,
        "before": before,
        "after": after,
        "done": done,
        "carried": _theme(own, f"read={','.join(done)}" if done else ""),
        "carried_on": _theme(own, f"read={','.join(also)}" if also else ""),
        "entry": ENTRY,
        "modules": import_closure(ENTRY),
        "sheets": SHEETS,
    }


def _theme(own: Options, rest: str | None = None) -> str:
    """What a link carries on of the theme that was asked for; before something else where `rest` is not said."""
    theme = own[THEME.name]
    said = f"theme={theme}" if theme else ""
    return (f"{said}&" if said else "") if rest is None else "&".join(filter(None, (rest, said)))
