"""A lab that is taken down leaves nothing behind."""

from playwright.sync_api import expect

from tests.browser.reading import RequestsOf, next_frame, ready, rested
from tests.browser.three_labs import Three


def test_a_lab_that_is_taken_down_leaves_nothing_behind(three: Three) -> None:
    page = three.page
    three.part(1, "more").click()
    three.part(1, "what-helps").evaluate("button => button.click()")
    expect(three.part(1, "remedies").locator("li strong").first).to_be_attached()
    left = page.evaluate(
        "() => { const { root } = labs[1]; labs[1].dispose(); root.parentElement.remove(); return root.lab }"
    )
    assert left is None
    expect(three.labs).to_have_count(2)
    before = three.seen()
    three.part(1, "rate").press("ArrowLeft")
    three.only(1, before)
    page.evaluate("() => { labs[0].dispose(); labs[2].dispose() }")
    rested(page, 100)
    kept = page.evaluate("held.slice(before).map(({ target, type }) => `${target.constructor.name} ${type}`)")
    assert kept == []
    page.evaluate("() => { window.labs = [window.stand({})] }")
    assert page.evaluate("held.length - before") > 50  # the count sees what a lab holds


def test_a_lab_that_is_gone_asks_nothing_more(three: Three, requests_of: RequestsOf) -> None:
    """Not even what waited for the answer before."""
    three.page.evaluate(
        """async () => {
          const frame = () => new Promise(requestAnimationFrame);
          labs[1].change({ steps: 55 });
          await frame();
          labs[1].change({ steps: 56 });
          await frame();
          labs[1].dispose();
        }"""
    )
    seen = requests_of(three.page)
    rested(three.page, 500)
    assert seen == []


def test_an_answer_that_comes_after_a_lab_is_gone_is_dropped(three: Three) -> None:
    three.page.evaluate("() => { labs[0].change({ optimizer: 'adam' }); }")
    next_frame(three.page)
    three.page.evaluate("() => { labs[0].dispose(); labs[0].root.parentElement.remove() }")
    ready(three.page)
    rested(three.page, 300)  # the `complaints` fixture hears of any error
    expect(three.labs).to_have_count(2)
