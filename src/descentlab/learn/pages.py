"""The pages of Learn, each as HTML with what it declares."""

from contextvars import Context
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from descentlab.common import paths
from descentlab.common.glossary import WORDS
from descentlab.common.symbols import SYMBOLS
from descentlab.learn import prose
from descentlab.learn.contents import CHAPTERS, FOLDER, PAGES, minutes
from descentlab.learn.figures import Figure
from descentlab.learn.measures import VOCABULARY, forget
from descentlab.learn.writing import Checkpoint, Claim, Section, Writing


@dataclass(frozen=True)
class Page:
    """A page, rendered.

    Args:
        id: its last part of the address.
        summary: a sentence for the contents, search results and whoever shares it.
        pieces: each figure by its id, with the questions about it.
    """

    id: str
    title: str
    summary: str
    body: Markup
    sections: tuple[Section, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    checkpoints: tuple[Checkpoint, ...]
    pieces: dict[str, Markup]


def environment() -> Environment:
    """Templates of pages: numbers are written as the product writes them, and a misspelt name is an error."""
    made = _blocks().overlay(finalize=prose.in_prose)
    made.globals = (
        VOCABULARY | {"course": course, "minutes": minutes, "symbols": SYMBOLS, "words": WORDS} | made.globals
    )
    made.filters = made.filters | {"rate": prose.rate, "percent": prose.percent, "about": prose.about}
    return made


@lru_cache(maxsize=1)
def _blocks() -> Environment:
    return Environment(
        loader=FileSystemLoader(paths.TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


_pages = lru_cache(maxsize=1)(environment)


def rendered(id: str, root: str = "../", templates: Environment | None = None) -> Page:
    """A page.

    Args:
        root: the way from where it stands to the mount.
        templates: another environment than the project's own, as tests have.
    """
    known = templates or _pages()
    writing = Writing(_blocks(), id, root)
    module: Any = known.get_template(f"{FOLDER}/{id}.html").make_module(writing.vocabulary())
    return Page(
        id,
        module.title,
        module.summary,
        Markup(str(module)),
        tuple(writing.sections),
        tuple(writing.claims),
        tuple(writing.figures),
        tuple(writing.checkpoints),
        writing.pieces,
    )


def lean(id: str, root: str = "../") -> Page:
    """A page to be served: without its claims, which hold on to every run that they speak of."""
    return _lean(id, root, paths.templates_changed())


@lru_cache(maxsize=2 * len(PAGES))
def _lean(id: str, root: str, edition: int) -> Page:
    # In a context of its own, which has no deadline: a search needs all pages, and who asks first would be refused.
    page = replace(Context().run(rendered, id, root), claims=())
    forget()
    return page


def course() -> tuple[Page, ...]:
    """The chapters."""
    return tuple(lean(id) for id in CHAPTERS)


def figures() -> dict[str, Figure]:
    """All figures of all pages, by their ids."""
    return {figure.id: figure for id in PAGES for figure in lean(id).figures}
