"""The curve of η where a run ends early, chooses its own rates or is hidden; and the schedules as a race."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor import opened
from tests.browser.reading import next_frame, query_of, ready, visit

LAB = "document.querySelector('[data-lab]').lab"


def drawn(page: Page) -> list[float]:
    """The points of the drawing that begins with the curve that is there: x, y, x, y and so on."""
    page.locator("[data-part=draw-own]").click()
    next_frame(page)
    points = page.evaluate(f"String({LAB}.state.setting['schedule.points'])")
    return [float(each) for each in points.split(",")]


@pytest.mark.parametrize("lr", [0.1, 0.1234])
def test_what_a_run_that_left_did_not_come_to_is_not_drawn(page: Page, lr: float) -> None:
    """On a notch it is a lane of the family, between two an answer of its own, which is shorter."""
    opened(page, f"autoplay=0&surface=rosenbrock&lr={lr}&schedule=plateau")
    assert page.evaluate(f"{LAB}.state.run.length") < 20
    assert set(drawn(page)[1::2]) == {1.0}


def test_a_curve_keeps_its_length_where_the_run_does_not(page: Page) -> None:
    opened(page, "autoplay=0&surface=rosenbrock&lr=0.1234&schedule=linear&schedule.end_factor=0.5&steps=300")
    known = page.evaluate(f"{LAB}.state.run.rates.length")
    assert known < 20
    assert drawn(page)[-2] == pytest.approx((known - 1) / 299, abs=1e-4)


def test_what_an_optimizer_chooses_is_not_taken_for_a_schedule(page: Page) -> None:
    opened(page, "autoplay=0&surface=rosenbrock&optimizer=armijo&lr=1")
    assert drawn(page) == [0, 1]


def test_a_hidden_curve_is_not_begun_with(page: Page) -> None:
    opened(page, "autoplay=0&schedule=plateau&predict=1")
    expect(page.locator("[data-part=draw-own]")).to_be_disabled()
    expect(page.locator("[data-part=schedule-canvas]")).to_have_attribute("aria-label", "η along the run")


def test_what_is_held_is_let_go_of_when_it_goes(page: Page) -> None:
    opened(page, "autoplay=0&schedule=step&schedule.step_size=30&lr=0.06")
    page.locator('[data-grip="schedule.step_size"]').focus()
    page.wait_for_function(f"() => {LAB}.state.grip === 'schedule.step_size'")
    page.evaluate(f"{LAB}.change({{ schedule: 'constant' }})")
    next_frame(page)
    assert page.evaluate(f"{LAB}.state.grip") is None


def test_the_schedules_run_against_each_other_at_equal_budget(page: Page) -> None:
    opened(page, "autoplay=0&schedule=drawn&lr=0.06&steps=90")
    race = page.locator("[data-part=race-schedules]")
    expect(race).to_be_hidden()
    page.locator("[data-part=compare-schedules]").click()
    expect(page.locator("[data-part=compared] tbody tr")).to_have_count(3)
    race.click()
    ready(page)
    entry = "({ name, setting: s }) => [name, s.schedule, s.lr, s.steps, s.optimizer]"
    found = page.evaluate(f"{LAB}.state.runners.map({entry})")
    assert found == [
        ["Drawn", "drawn", 0.06, 90, "gd"],
        ["Cosine", "cosine", 0.06, 90, "gd"],
        ["One cycle", "one_cycle", 0.06, 90, "gd"],
    ]
    expect(page.locator("[data-part=runners] li")).to_have_count(3)
    assert query_of(page)["names"] == "Drawn,Cosine,One cycle"
    page.evaluate(f"{LAB}.undo()")
    next_frame(page)
    assert page.evaluate(f"{LAB}.state.runners.length") == 1
    assert page.evaluate(f"{LAB}.state.setting.schedule") == "drawn"


def test_a_loop_ends_where_all_have_used_as_many_gradients(page: Page) -> None:
    """A step of SAM takes two: beyond that it would go on alone."""
    visit(page, "/?autoplay=0&vs=optimizer%3Dsam&steps=20")
    latest = page.evaluate(
        """() => new Promise(resolve => {
          const { lab } = document.querySelector("[data-lab]");
          let [latest, turns, before] = [0, 0, 0];
          lab.on(["time"], ({ time }) => {
            latest = Math.max(latest, time);
            if (time < before && (turns += 1) === 2) resolve(latest);
            before = time;
          });
          lab.set({ loop: true, speed: 4, playhead: 0, playing: true });
        })"""
    )
    page.evaluate(f"{LAB}.set({{ playing: false }})")
    assert latest == 20
