"""Search within Learn: sections in which all words begin, or some of them, the best first."""

import re
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from markupsafe import Markup, escape

from descentlab.learn.contents import PAGES, Entry, entry
from descentlab.learn.pages import lean

MOST = 20
"""Sections that are shown."""
LONGEST = 100
"""Characters of a question that are read."""
_BEGIN, _END = "\x02", "\x03"
_WORD = re.compile(r"\w+")
_asking = Lock()


@dataclass(frozen=True)
class Found:
    """A section that has what was asked for.

    Args:
        section: its id on the page; empty for what stands before the first.
        excerpt: around the words, which are marked.
    """

    page: Entry
    section: str
    heading: str
    excerpt: Markup


def search(asked: str) -> tuple[Found, ...]:
    """The sections that answer a question.

    >>> [(found.page.id, found.section) for found in search("valley from the side")][:1]
    [('curvature', 'side')]
    """
    words = [f'"{word}"*' for word in _WORD.findall(asked[:LONGEST])]
    return (_matching(" ".join(words)) or _matching(" OR ".join(words))) if words else ()


def _matching(expression: str) -> tuple[Found, ...]:
    with _asking:
        rows = _index().execute(
            "SELECT page, section, heading, snippet(sections, 3, ?, ?, '…', 24) FROM sections WHERE sections MATCH ?"
            " ORDER BY bm25(sections, 0, 0, 8, 1) LIMIT ?",
            (_BEGIN, _END, expression, MOST),
        )
        return tuple(Found(entry(page), section, heading, _marked(text)) for page, section, heading, text in rows)


def _marked(text: str) -> Markup:
    return Markup(str(escape(text)).replace(_BEGIN, "<mark>").replace(_END, "</mark>"))


@lru_cache(maxsize=1)
def _index() -> sqlite3.Connection:
    """All sections of all pages, in memory."""
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.execute(
        "CREATE VIRTUAL TABLE sections USING fts5"
        "(page UNINDEXED, section UNINDEXED, heading, text, tokenize='unicode61 remove_diacritics 2')"
    )
    for id in PAGES:
        page = lean(id)
        made.execute("INSERT INTO sections VALUES (?, '', ?, ?)", (id, page.title, page.summary))
        rows = [(id, each.id, each.title, each.text) for each in page.sections]
        made.executemany("INSERT INTO sections VALUES (?, ?, ?, ?)", rows)
    return made
