"""What a test does on the page and reads off it, as a person would: the slider, the choices, the table of steps."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from playwright.sync_api import FloatRect, Frame, Locator, Page, expect

from tests.helpers.pages import NEXT_FRAME, READY

Hear = Callable[[Page, Any, Callable[[Any], None]], None]
"""What the fixture `hear` is: it listens to a page, by the name of an event, until the test is over."""
RequestsOf = Callable[[Page], list[str]]
"""What the fixture `requests_of` is: a list that grows with every request a page makes from now on."""


def ready(page: Page | Frame) -> None:
    """Wait until every lab's picture belongs to its setting: looked at in every frame, as no `expect` does."""
    next_frame(page)  # what was just done is asked for by then
    page.wait_for_function(READY)
    next_frame(page)


def visit(page: Page, path: str) -> None:
    """Open a page and wait for its picture."""
    page.goto(path)
    ready(page)


def shared_link(page: Page) -> str:
    """The link that the Share dialog gives, once that is open."""
    expect(page.locator("[data-part=share-dialog]")).to_be_visible()
    return page.locator("[data-part=share-link]").input_value()


def framed(page: Page, address: str, which: int = 1) -> Frame:
    """The frame of a page that is opened, when its lab has a picture."""
    page.goto(address)
    page.wait_for_function("count => frames.length >= count", arg=which)
    frame = page.frames[which]
    ready(frame)
    return frame


def query_of(page: Page | Frame) -> dict[str, str]:
    """The keys and values in the address."""
    return {key: value for key, value in pairs_of(page) if value}


def pairs_of(page: Page | Frame) -> list[tuple[str, str]]:
    """The same, in their order, as the page itself has it: `page.url` is what the driver has heard of by now."""
    return parse_qsl(page.evaluate("location.search.slice(1)"), keep_blank_values=True)


def rate_of(page: Page | Frame) -> str:
    """The number beside the slider."""
    next_frame(page)
    return page.locator("[data-part=rate-number]").input_value()


def box_of(found: Locator) -> FloatRect:
    """Where an element is."""
    box = found.bounding_box()
    assert box is not None, found
    return box


def part_box(page: Page | Frame, name: str) -> FloatRect:
    """Where a part is."""
    return box_of(page.locator(f"[data-part={name}]"))


def middle(found: Locator) -> tuple[float, float]:
    """The middle of an element."""
    box = box_of(found)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def is_in_sight(page: Page, part: str, width: int, height: int) -> bool:
    """Whether all of a part is on the screen, and nothing lies over its middle."""
    box = part_box(page, part)
    inside = box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    top = page.locator(f"[data-part={part}]").evaluate(
        """element => {
          const { x, y, width, height } = element.getBoundingClientRect();
          const over = document.elementFromPoint(x + width / 2, y + height / 2);
          return element.contains(over) || over?.contains(element);
        }"""
    )
    return bool(inside and top)


def steps_table(page: Page) -> list[list[str]]:
    """The rows of the table of steps: step, η, x, y, loss, sharpness."""
    page.locator("[data-part=table]").click()
    expect(page.locator("[data-part=table-dialog]")).to_be_visible()
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
            next_frame(page)
            expect(page.locator("[data-lab][data-fetching]")).to_have_count(0)  # what comes late can hear
    return found


def choose(page: Page, noun: str, id: str) -> None:
    """Choose a surface, an optimizer or a schedule."""
    reach(page, f'label:has(input[name="{noun}"][value="{id}"])').click()


def drag_rate(lab: Page | Frame, to: float) -> None:
    """Drag the slider's thumb to a share of its track, as a hand does."""
    page = lab.page if isinstance(lab, Frame) else lab
    slider = lab.locator("[data-part=rate]")
    box, (_, y) = box_of(slider), middle(slider)
    share = slider.evaluate("slider => slider.valueAsNumber / slider.max")
    start, end = (box["x"] + 8 + each * (box["width"] - 16) for each in (share, to))
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move(end, y, steps=8)
    page.mouse.up()
    next_frame(lab)


def to_notch(page: Page | Frame, notch: int) -> None:
    """Put the slider on a notch, as a hand does: with an input event."""
    page.locator("[data-part=rate]").evaluate(
        "(slider, notch) => { slider.valueAsNumber = notch; slider.dispatchEvent(new Event('input')) }", notch
    )


def rested(page: Page | Frame, milliseconds: int) -> None:
    """Wait until a hand that moved last has rested so long, by the page's own clock.

    What the page does after a rest of less it has done by then, however slow the machine: timers come in their order.
    """
    page.evaluate("time => new Promise(done => setTimeout(done, time))", milliseconds + 20)
    next_frame(page)


def next_frame(page: Page | Frame) -> None:
    """Wait until what was set is drawn."""
    page.evaluate(NEXT_FRAME)


def asked_in_docs(page: Page) -> Locator:
    """A short run, asked for by the form of /docs: where its address and its answer stand."""
    operation = page.locator("#operations-runs-trajectory")
    operation.locator(".opblock-summary-control").click()
    operation.locator("tr[data-param-name=steps] input").fill("2")
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response .response-col_status")).to_contain_text("200")
    return operation
