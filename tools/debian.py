"""Finds the programs that the tests start, and installs Debian's where there are none."""

import os
import shutil
import subprocess

SEARCHED = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
"""Debian keeps servers where only root looks."""


def find(names: tuple[str, ...]) -> str | None:
    """The path of the first of these programs that is there, if any."""
    return next(filter(None, (shutil.which(name, path=SEARCHED) for name in names)), None)


def install(packages: tuple[str, ...]) -> None:
    """Install Debian packages; apt-get itself says what went wrong, and `ensure` what is missing."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-q", *command], check=False, env=environment, stdin=subprocess.DEVNULL)


def ensure(noun: str, names: tuple[str, ...], packages: tuple[str, ...]) -> str | None:
    """Print where a program is, installed if need be; what is returned is the reason why there is none."""
    if find(names) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
    path = find(names)
    if path is None:
        return f"No {noun} found (looked for {', '.join(names)}). On Debian, install: {' '.join(packages)}"
    print(path)
    return None
