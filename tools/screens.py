"""Pictures of the pages for docs/: `python -m tools.screens` takes them anew, with a service and a browser of its own.

`lab.png` is the lab as it opens; `views.jpg` shows what else it can; `screens.jpg` shows every size that the pages are
made for, light and dark, with small, large and good rates.
"""

import base64
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools import browser as chromium
from tools.serving import serve

DOCS = Path(__file__).parents[1] / "docs"
HOLE = "f=x*log(x)%2By^2&start=2,1.5"
WIDTH = 1640
"""Of the montage, in pixels."""
AWAY = "document.querySelector('[data-part=greeting-close]')?.click(), document.activeElement?.blur()"
OPEN = "row => { row.open = true; row.scrollIntoView({ block: 'start' }); }"


@dataclass(frozen=True)
class Screen:
    """A page at a size.

    Args:
        share: of its own size at which the montage shows it.
        row: of the settings that is open, by the name of its part.
    """

    path: str
    width: int
    height: int
    theme: str
    share: float = 0.37
    touch: bool = False
    row: str = ""


RACE = "vs=optimizer%3Dmomentum%26lr%3D0.02&vs=optimizer%3Dadam%26lr%3D0.5&vs=optimizer%3Dlbfgs"
VIEWS = (
    (
        Screen(f"/?{RACE}", 1440, 900, "light", row="compare"),
        Screen("/?surface=himmelblau&look=space&lr=0.01", 1440, 900, "dark"),
        Screen("/?surface=himmelblau&look=basins&lr=0.01", 1440, 900, "light"),
    ),
    (
        Screen("/?look=slice&lr=0.075", 1440, 900, "dark"),
        Screen("/?surface=logistic_regression&lr=3", 1440, 900, "light"),
        Screen("/?schedule=cosine&warmup=20&lr=0.12&colour=rate", 1440, 900, "light", row="schedule"),
    ),
)
ROWS = (
    (
        Screen("/?lr=0.0005", 1366, 768, "light"),
        Screen("/?surface=rosenbrock&optimizer=momentum&lr=0.0005&start=-1.2,1", 1440, 900, "dark"),
        Screen("/?surface=linear_regression", 1280, 720, "light"),
    ),
    (
        Screen(f"/?{HOLE}&lr=0.3", 1366, 768, "dark"),
        Screen("/?surface=rastrigin&lr=0.05", 1920, 1080, "light"),
        Screen("/present?lr=0.075", 1024, 768, "light", 0.3),
    ),
    (
        Screen("/present?surface=rosenbrock&lr=0.01", 1920, 1080, "light", 0.3),
        Screen(f"/?{HOLE}&lr=1.5", 844, 390, "dark", 0.6, touch=True),
        Screen("/?surface=linear_regression&lr=0.001", 360, 640, "light", 0.6, touch=True),
        Screen("/embed?surface=rastrigin&lr=0.0002", 480, 270, "light", 0.6),
    ),
    (
        Screen("/?lr=0.09", 390, 844, "light", 0.5, touch=True),
        Screen("/?surface=rosenbrock", 390, 844, "dark", 0.5, touch=True),
        Screen("/?surface=rastrigin", 820, 1180, "light", 0.36, touch=True),
        Screen("/embed?lr=0.075", 720, 480, "light", 0.5),
        Screen("/embed?surface=rosenbrock&lr=0.01", 600, 400, "dark", 0.5),
        Screen(f"/embed?{HOLE}&lr=0.3", 320, 480, "light", 0.5),
    ),
)


def taken(browser: Browser, site: str, screen: Screen) -> bytes:
    """The picture of a page (PNG), once its run has played."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": screen.width, "height": screen.height},
        color_scheme="dark" if screen.theme == "dark" else "light",
        reduced_motion="reduce",  # runs are whole at once
        has_touch=screen.touch,
        is_mobile=screen.touch,
    )
    page = context.new_page()
    page.goto(screen.path)
    page.wait_for_load_state("networkidle")
    page.evaluate(AWAY)
    if screen.row:
        page.locator(f"details[data-part={screen.row}]").evaluate(OPEN)
    page.wait_for_timeout(1000)
    picture = page.screenshot()
    context.close()
    return picture


def montage(browser: Browser, site: str, screens: tuple[tuple[Screen, ...], ...]) -> bytes:
    """Rows of screens on one picture (JPEG)."""
    rows = "".join(
        f"<div>{''.join(_figure(taken(browser, site, each), each) for each in row)}</div>" for row in screens
    )
    page = browser.new_page(viewport={"width": WIDTH, "height": 600})
    page.set_content(
        "<style>body{margin:0;padding:12px;background:#d5d8de}div{display:flex;gap:12px;margin-bottom:12px;"
        f"align-items:start;justify-content:center}}div:last-child{{margin:0}}img{{display:block}}</style>{rows}"
    )
    picture = page.screenshot(full_page=True, type="jpeg", quality=72)
    page.close()
    return picture


def _figure(picture: bytes, screen: Screen) -> str:
    data = base64.b64encode(picture).decode()
    return f'<img width="{round(screen.width * screen.share)}" alt="" src="data:image/png;base64,{data}">'


def main() -> int:
    path = chromium.find()
    if path is None:
        print("no browser on the PATH: `make chromium` finds or installs one", file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory() as directory,
        serve(Path(directory) / "log.txt") as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        (DOCS / "lab.png").write_bytes(taken(browser, site, Screen("/", 1440, 900, "light")))
        (DOCS / "views.jpg").write_bytes(montage(browser, site, VIEWS))
        (DOCS / "screens.jpg").write_bytes(montage(browser, site, ROWS))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
