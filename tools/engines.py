"""The engines beside Chromium's: `python -m tools.engines` finds Firefox and WebKitGTK, or installs Debian's."""

import sys
from pathlib import Path

from tools import debian

FIREFOX = ("firefox-esr", "firefox")
WEBKIT = ("WebKitWebDriver",)
SCREEN = ("Xvfb",)
"""WebKitGTK has no headless mode; Firefox has."""
PACKAGES = {FIREFOX: "firefox-esr", WEBKIT: "webkit2gtk-driver", SCREEN: "xvfb"}
NOUNS = {FIREFOX: "Firefox", WEBKIT: "WebKitGTK with its driver", SCREEN: "virtual screen"}


def find(names: tuple[str, ...]) -> str | None:
    """The path of one of these programs, if it is there."""
    return debian.find(names)


def find_minibrowser() -> str | None:
    """WebKitGTK's own browser, which its driver starts: in no folder of programs, since nobody uses it by hand."""
    return next(map(str, Path("/usr").glob("lib*/*/webkit2gtk-4*/MiniBrowser")), None)


def ensure() -> str | None:
    """Print where each is, installed if need be; what is returned is the reason why one is missing."""
    reasons = (
        debian.ensure(NOUNS[names], names, (package, "fonts-dejavu-core")) for names, package in PACKAGES.items()
    )
    return "\n".join(filter(None, reasons)) or None


if __name__ == "__main__":
    sys.exit(ensure())
