"""The proxy that the tests put before the service: `python -m tools.nginx` finds it, or installs Debian's."""

import sys

from tools import debian

NAMES = ("nginx",)
PACKAGES = ("nginx-light",)


def find() -> str | None:
    """The path of nginx, if it is there."""
    return debian.find(NAMES)


if __name__ == "__main__":
    sys.exit(debian.ensure("nginx", NAMES, PACKAGES))
