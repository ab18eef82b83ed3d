"""Several runners in one lab, as tests read them off the page."""

from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.browser.reading import (
    next_frame,
    pairs_of,
    visit,
)

STATE = 'document.querySelector("[data-lab]").lab'


def address(*others: str, **keys: Any) -> str:
    beside = "&".join([*(f"vs={quote(each)}" for each in others), *(f"{key}={value}" for key, value in keys.items())])
    return f"/?autoplay=0&{beside}"


def vs_of(page: Page) -> list[str]:
    """What the address says of the runners beside the first."""
    return [value for key, value in pairs_of(page) if key == "vs"]


def rows(page: Page) -> list[list[str]]:
    """The table: name, η, loss, steps to the target, outcome."""
    next_frame(page)
    found: list[list[str]] = page.locator("[data-part=race-rows] tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.innerText.trim()))"
    )
    return found


def column(page: Page, which: int) -> list[str]:
    return [each[which] for each in rows(page)]


def racing(page: Page, *others: str, **keys: Any) -> None:
    """A race, its table shown and every run exact."""
    visit(page, address(*others, **keys))
    expect(page.locator("[data-part=race-rows] tr")).to_have_count(len(others) + 1)
    exact(page)


def exact(page: Page) -> None:
    page.wait_for_function(
        "() => document.querySelector('[data-lab]').lab.state.runners.every(each => each.run?.exact)"
    )
    next_frame(page)


def radio(page: Page, name: str) -> Locator:
    return page.locator("[data-part=race-rows] label").filter(has_text=name)


def in_words(value: float) -> str:
    """A number as the page writes it, for those that are plain or small."""
    mantissa, _, power = f"{value:.2e}".partition("e")
    exponent = int(power)
    if exponent == 3:
        return f"{float(mantissa) * 1000:.0f}"
    if -3 <= exponent < 3:
        return f"{value:#.3g}".rstrip(".")
    return f"{mantissa}×10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
