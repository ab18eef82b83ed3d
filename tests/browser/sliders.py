"""The sliders of parameters, as tests take hold of them."""

from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.reading import next_frame, reach

SLIDERS = {
    "optimizer.momentum": "optimizer=momentum&lr=0.02",
    "optimizer.weight_decay": "",
    "optimizer.beta1": "optimizer=adam&lr=0.1",
    "schedule.gamma": "schedule=exponential",
    "schedule.t_max": "schedule=cosine",
    "warmup": "schedule=cosine",
    "warmup_start": "warmup=20",
    "noise": "surface=himmelblau&lr=0.01",
    "clip": "",
    "seed": "noise=2",
    "batch": "surface=tiny_network",
    "steps": "",
    "lr_ratio": "",
    "start.x": "surface=himmelblau&lr=0.01",
    "start.y": "",
    "surface.kappa": "",
    "surface.tilt": "surface=nonconvex",
}
VALUE = """key => {
  const { setting } = document.querySelector("[data-lab]").lab.state;
  return key.startsWith("start.") ? setting.start["xy".indexOf(key.slice(-1))] : setting[key];
}"""
RUN = """() => {
  const { run } = document.querySelector("[data-lab]").lab.state;
  return { outcome: run.outcome, length: run.length, headline: run.verdict.headline, last: run.losses[run.length - 1] };
}"""


def slider_of(page: Page, key: str) -> Locator:
    """The one that is in sight, its row opened."""
    number = f'input:is([data-key="{key}"], [data-slider="{key}"])[type=text]'
    reach(page, f"fieldset:not([hidden]) > * {number}, div.parameters {number}")
    slider = page.locator(f'input[type=range][data-key="{key}"]:visible')
    expect(slider).to_be_visible()
    slider.scroll_into_view_if_needed()
    return slider


def paths(requests: list[str]) -> list[str]:
    """What was asked for; files, and drawings of surfaces, come when a row is opened for the first time."""
    names = [urlsplit(each).path.rpartition("/")[2] for each in requests]
    return [name for name in names if not name.endswith((".js", ".css", "thumbnail"))]


def dragged(page: Page, slider: Locator, to: tuple[float, float], steps: int = 12) -> None:
    """Along the slider, from one share of it to another, the button held."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    xs = [box["x"] + box["width"] * (to[0] + (to[1] - to[0]) * step / steps) for step in range(steps + 1)]
    page.mouse.move(xs[0], box["y"] + box["height"] / 2)
    page.mouse.down()
    ready_family(page)
    for x in xs[1:]:
        page.mouse.move(x, box["y"] + box["height"] / 2)
        next_frame(page)


def ready_family(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('[data-lab]').lab.state.runners[0].across?.family")
    next_frame(page)


def js_number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
