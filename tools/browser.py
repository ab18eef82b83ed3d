"""Finds the browser that the tests drive, and installs Debian's where there is none."""

import os
import shutil
import subprocess
import sys

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
    # Nothing but the pages under test goes over the network:
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of the first browser on the PATH, if any."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    """Install Debian's chromium; apt-get itself says what went wrong, and `main` what is missing."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", "-q", *command], check=False, env=environment, stdin=subprocess.DEVNULL)


def main() -> str | None:
    """Print where the browser is; what is returned is the reason why there is none."""
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    path = find()
    if path is None:
        return f"No browser found (looked for {', '.join(NAMES)}). On Debian, install: {' '.join(PACKAGES)}"
    print(path)
    return None


if __name__ == "__main__":
    sys.exit(main())
