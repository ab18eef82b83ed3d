"""Addresses relative to where the service is mounted: at /, under a prefix, behind a proxy, in another application."""

from starlette.types import Scope


def route_path(scope: Scope) -> str:
    """The path below the mount: "/embed", whatever the prefix; empty for the prefix alone, without its slash."""
    path: str = scope["path"]
    prefix: str = scope.get("root_path", "")
    below = path.removeprefix(prefix)
    return path if below and not below.startswith("/") else below


def root_of(scope: Scope) -> str:
    """The way from the page at this path to the mount: "./" from /embed, "../" from /learn/momentum.

    A page cannot know its prefix, since a proxy may have taken it away; the way up is the same under any.
    """
    depth = route_path(scope).count("/") - 1
    return "../" * depth if depth > 0 else "./"
