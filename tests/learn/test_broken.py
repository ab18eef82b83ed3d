"""What is wrong in a chapter does not pass: sentences, numbers, claims and captions, broken on purpose."""

from collections.abc import Callable

import pytest
from jinja2 import BaseLoader, Environment, FileSystemLoader

from descentlab.common import paths
from descentlab.learn.pages import Page, environment, rendered
from tests.learn.sentences import unchecked, unmarked


class Altered(BaseLoader):
    """The project's templates, one sentence of one of them another."""

    def __init__(self, name: str, old: str, new: str) -> None:
        self._known = FileSystemLoader(paths.TEMPLATES)
        self._name, self._old, self._new = name, old, new

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """A template as it is, or as it is broken."""
        source, file, current = self._known.get_source(environment, template)
        if template == self._name:
            assert source.count(self._old) == 1, f"{self._old!r} is no longer in {template}, or there twice"
            source = source.replace(self._old, self._new)
        return source, file, current


def broken(page: str, old: str, new: str) -> Page:
    """A page in which something is another."""
    templates = environment().overlay(loader=Altered(f"chapters/{page}.html", old, new), cache_size=0)
    return rendered(page, templates=templates)


def faults(page: Page) -> list[str]:
    """Whatever a test of pages would find."""
    false = [claim.id for claim in page.claims if not claim.found()]
    return [*false, *unmarked(page), *unchecked(page)]


BREAKS = {
    "a verdict is another": (
        "curvature",
        "It overshoots, to the other side, and is nearer there.",
        "It overshoots, to the other side, 7 times as near.",
    ),
    "a rate of a run is another": ("curvature", "surface=bowl&start=2,0&lr=0.9&", "surface=bowl&start=2,0&lr=0.4&"),
    "a start is another": ("curvature", "surface=bowl&start=600,0", "surface=bowl&start=500,0"),
    "a number of steps is another": ("curvature", "lr=0.0795&steps=700", "lr=0.06&steps=700"),
    "a sentence has left its claim": (
        "curvature",
        "Overshoot is no failure; growing overshoot is.{% endcall %}",
        "{% endcall %}Overshoot is no failure; growing overshoot is.",
    ),
    "a number is said that nobody checks": (
        "curvature",
        "Between these marks every step goes too far",
        "Between these 2 marks every step goes too far",
    ),
    "a verdict is said that nobody checks": (
        "curvature",
        "A steep slope makes long steps.",
        "A steep slope makes a run diverge.",
    ),
    "a claim says another number than it checks": (
        "curvature",
        "From 300 times as far out",
        "From 400 times as far out",
    ),
    "a number in words is another": ("learning-rate", "twice as long.{% endcall %}", "thrice as long.{% endcall %}"),
    "a figure does not do what its caption says": ("curvature", "lr=0.05&steps=120", "lr=0.02&steps=120"),
    "a surface is another": ("learning-rate", "surface=bowl&start=4,2&lr=0.2", "surface=rosenbrock&start=4,2&lr=0.2"),
    "a comparison is turned round": (
        "curvature",
        "below(mild, 1e-6) < below(best, 1e-6) < below(sharp, 1e-6)",
        "below(mild, 1e-6) > below(best, 1e-6) > below(sharp, 1e-6)",
    ),
    "a power of ten is another": ("curvature", "the loss is below 10⁻⁶ after", "the loss is below 10⁻⁷ after"),
    "a formula states a number": ("curvature", "L(w) = \\frac{1}{2} \\lambda w^2", "L(w) = \\frac{1}{3} \\lambda w^2"),
}


@pytest.mark.parametrize(("page", "old", "new"), BREAKS.values(), ids=BREAKS)
def test_what_is_broken_is_found(page: str, old: str, new: str) -> None:
    assert faults(rendered(page)) == []
    assert faults(broken(page, old, new))


def test_a_right_answer_that_is_wrong_is_another() -> None:
    page = broken(
        "curvature",
        "holds=\"limit('f=2*x**2%2B2*y**2') == 0.5\") %}0.5",
        "holds=\"limit('f=2*x**2%2B2*y**2') == 0.6\") %}0.6",
    )
    asked = next(each for each in page.checkpoints if each.id == "which-limit")
    assert [option.is_right for option in asked.options].count(True) == 0


def test_a_misspelt_run_is_an_error() -> None:
    with pytest.raises(Exception, match="lrr"):
        broken("curvature", "surface=bowl&start=600,0&lr=0.9", "surface=bowl&start=600,0&lrr=0.9")
    with pytest.raises(Exception, match="is undefined"):
        broken("curvature", "{{ below(edge, 1e-6) }}", "{{ below(egde, 1e-6) }}")
