"""The browser that the tests drive: `python -m tools.browser` finds it, or installs Debian's."""

import sys

from tools import debian

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = (
    "chromium",
    "fonts-dejavu-core",  # Greek and ∇
    "fonts-stix",  # MathML
    "fonts-symbola",  # the signs of the transport: ⏮ ⏭
    "libatomic1",  # for Playwright's own Node.js; a minimal Debian is without it
)

FLAGS = (
    "--no-sandbox",  # root in a container has no other way
    "--disable-gpu",
    # Nothing but the pages under test goes over the network, nor do they find another host:
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of the browser, if there is one."""
    return debian.find(NAMES)


if __name__ == "__main__":
    sys.exit(debian.ensure("browser", NAMES, PACKAGES))
