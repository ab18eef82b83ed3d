"""The address of a lab that shows runs."""

from collections.abc import Sequence
from urllib.parse import urlencode

from descentlab.setting.query import write
from descentlab.setting.race import KEY, MOST, difference, runners_of
from descentlab.setting.setting import Setting


def query_of(settings: Sequence[Setting], **page: str) -> str:
    """A query under which a page shows these runs, the first in hand, the others beside it.

    >>> from descentlab.setting.setting import make_setting
    >>> query_of([make_setting(lr=0.1), make_setting(lr=0.02)], look="slice")[-37:]
    '&start=-8,1.5&vs=lr%3D0.02&look=slice'
    """
    first, *others = settings
    beside = [(KEY, difference(first, other)) for other in others]
    return "&".join(filter(None, (write(first), urlencode([*beside, *page.items()]))))


def together(settings: Sequence[Setting]) -> list[Setting]:
    """The first, and those of the others that can run beside it.

    >>> from descentlab.setting.setting import make_setting
    >>> [each.lr for each in together([make_setting(), make_setting(lr=0.02), make_setting(lr=0.3, steps=7)])]
    [0.075, 0.02]
    """
    first, *others = dict.fromkeys(settings)
    beside = [each for each in others if runners_of(first, [difference(first, each)])[0] == (each,)]
    return [first, *beside[:MOST]]
