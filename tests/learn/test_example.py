"""What CONTRIBUTING.md shows of a chapter is one."""

import re
from pathlib import Path

from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from descentlab.common import paths
from descentlab.learn.pages import environment, rendered
from tests.learn.sentences import unchecked, unmarked

ROOT = Path(__file__).parents[2]
SHOWN = re.compile(r"```jinja\n(.*?)```", re.DOTALL)


def test_the_example_renders_and_its_claims_hold() -> None:
    (text,) = SHOWN.findall((ROOT / "CONTRIBUTING.md").read_text())
    loader = ChoiceLoader([DictLoader({"chapters/shown.html": text}), FileSystemLoader(paths.TEMPLATES)])
    page = rendered("shown", templates=environment().overlay(loader=loader, cache_size=0))
    assert {claim.id for claim in page.claims} == {"arrives", "calm-bowl"}
    assert all(claim.found() for claim in page.claims)
    assert unmarked(page) == unchecked(page) == []
