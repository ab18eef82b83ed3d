"""What a test reads off the page, as a person would: the table of steps, the verdict, the slider."""

from playwright.sync_api import Frame, Locator, Page, expect

from descentlab.common.numbers import as_number
from tests.helpers.pages import NEXT_FRAME, READY


def number(text: str) -> float:
    """A number as the page writes it."""
    return float(as_number(text))


def ready(page: Page | Frame) -> None:
    """Wait until every lab's picture belongs to its setting: looked at in every frame, as no `expect` does."""
    next_frame(page)  # what was just done is asked for by then
    page.wait_for_function(READY)
    next_frame(page)


def visit(page: Page, path: str) -> None:
    """Open a page and wait for its picture."""
    page.goto(path)
    ready(page)


def steps_table(page: Page) -> list[list[str]]:
    """The rows of the table of steps: step, η, x, y, loss, sharpness."""
    page.locator("[data-part=table]").click()
    expect(page.locator("[data-part=steps-rows][aria-busy=false]")).to_be_attached()
    rows: list[list[str]] = page.locator("[data-part=steps-rows] tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )
    page.keyboard.press("Escape")
    return rows


def reach(page: Page, control: str) -> Locator:
    """A control of the hand, its row opened, and what is folded there, where it is closed."""
    found = page.locator(control)
    for fold in found.locator("xpath=ancestor::details").all():
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()
    return found


def choose(page: Page, noun: str, id: str) -> None:
    """Choose a surface, an optimizer or a schedule."""
    reach(page, f'label:has(input[name="{noun}"][value="{id}"])').click()


def to_notch(page: Page, notch: int) -> None:
    """Put the slider on a notch, as a hand does: with an input event."""
    page.locator("[data-part=rate]").evaluate(
        "(slider, notch) => { slider.valueAsNumber = notch; slider.dispatchEvent(new Event('input')) }", notch
    )


def next_frame(page: Page | Frame) -> None:
    """Wait until what was set is drawn."""
    page.evaluate(NEXT_FRAME)


def requests_of(page: Page) -> list[str]:
    """A list that grows with every request the page makes from now on."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    return seen
