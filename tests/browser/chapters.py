"""What a test does on a page of Learn: figures are brought into sight, questions answered."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.reading import next_frame, rested

LIVE = """id => {
  const labs = [...document.querySelectorAll(`[data-figure="${id}"] [data-lab]`)];
  const isReady = ({ lab }) => lab && !lab.state.busy && lab.state.runners.every(({ run }) => run);
  return labs.length > 0 && labs.every(isReady);
}"""
"""Whether every picture of a figure belongs to its setting."""


def figure_of(page: Page, id: str) -> Locator:
    """A figure in sight, alive."""
    figure = page.locator(f'[data-figure="{id}"]')
    figure.evaluate("figure => figure.scrollIntoView({ block: 'center', behavior: 'instant' })")
    page.wait_for_function(LIVE, arg=id)
    next_frame(page)
    return figure


def all_figures(page: Page, rest: int = 0) -> dict[str, float]:
    """Every figure of a page, brought into sight one after the other; by how many pixels each grew as it came alive.

    Args:
        page: of Learn.
        rest: milliseconds without a request after each.
    """
    ids: list[str] = page.locator("[data-figure]").evaluate_all("all => all.map(each => each.dataset.figure)")
    grown = {}
    for id in ids:
        before = _height(page, id)
        figure_of(page, id)
        rested(page, rest)
        grown[id] = _height(page, id) - before
    return grown


def _height(page: Page, id: str) -> float:
    height: float = page.locator(f'[data-figure="{id}"] .live').evaluate("live => live.offsetHeight")
    return height


def state_of(page: Page, id: str, of: str) -> object:
    """A value of the state of a figure's first lab."""
    script = '([id, of]) => document.querySelector(`[data-figure="${id}"] [data-lab]`).lab.state[of]'
    return page.evaluate(script, [id, of])


def judged(form: Locator, how: str) -> None:
    """The answer that was given is told to be right or wrong, and why is there to read."""
    expect(form).to_have_attribute("data-judged", how)
    expect(form.locator(".judged")).not_to_be_empty()
    expect(form.locator(".because")).to_be_visible()
    expect(form.locator(".because")).to_have_attribute("open", "")
