"""What there is to read, in its order: known without computing any of it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, nodes

from descentlab.common import paths

CHAPTERS = (
    "learning-rate",
    "three-regimes",
    "curvature",
    "divergence",
    "momentum",
    "adaptive",
    "saddles",
    "schedules",
    "batch-size",
    "finding-a-rate",
    "diagnosis",
    "beyond",
)
"""In the order in which they are read; each is a file of that name in templates/chapters/."""
EXTRAS: tuple[str, ...] = ("questions", "summary", "glossary", "teachers", "sources")
"""What stands beside the course, after it in the contents."""
PAGES = (*CHAPTERS, *EXTRAS)
FOLDER = "chapters"
WORDS_A_MINUTE = 220
_MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """A line of the contents.

    Args:
        summary: a sentence.
        number: of a chapter; None of what stands beside the course.
        minutes: that it takes to read, about.
    """

    id: str
    title: str
    summary: str
    number: int | None
    minutes: int


@lru_cache(maxsize=1)
def contents() -> tuple[Entry, ...]:
    """All pages."""
    return tuple(_entry(id) for id in PAGES)


def entry(id: str) -> Entry:
    """The line of a page."""
    return contents()[PAGES.index(id)]


def neighbours(id: str) -> tuple[Entry | None, Entry | None]:
    """The page before and the page after."""
    at = PAGES.index(id)
    lines = contents()
    return lines[at - 1] if at else None, lines[at + 1] if at + 1 < len(lines) else None


def minutes() -> tuple[int, ...]:
    """That the chapters take to read, about."""
    return tuple(entry(id).minutes for id in CHAPTERS)


def _entry(id: str) -> Entry:
    source = (paths.TEMPLATES / FOLDER / f"{id}.html").read_text(encoding="utf-8")
    sets = Environment().parse(source).find_all(nodes.Assign)
    said = {
        each.target.name: each.node.value
        for each in sets
        if isinstance(each.target, nodes.Name) and isinstance(each.node, nodes.Const)
    }
    words = len(_MARKUP.sub(" ", source).split())
    number = CHAPTERS.index(id) + 1 if id in CHAPTERS else None
    return Entry(id, said["title"], said["summary"], number, max(round(words / WORDS_A_MINUTE), 1))
