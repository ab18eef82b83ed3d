"""A race: runners beside the first, from the same start on the same surface, each told by what it does otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from descentlab.common.errors import MAX_KEY, FieldError, InvalidSetting, no_such
from descentlab.common.text import as_typed
from descentlab.setting.query import Settled, State, canonical, items_of, parse, write_state
from descentlab.setting.setting import Setting
from descentlab.setting.spellings import own_names, owners

MOST = 5
"""Runners beside the first."""
KEY = "vs"
"""What they stand under in an address."""
NOUNS = ("optimizer", "schedule")
"""What a runner may have of its own, with its options."""
PLAIN = ("lr", "warmup", "warmup_start", "clip", "lr_ratio", "earlier")
"""The plain keys that it may have of its own: all else is the same for all, or it would be no race."""
OWN = (*NOUNS, *PLAIN)
"""All of them: the options of the nouns go with these."""


def runners_of(first: Setting, differences: Sequence[str]) -> tuple[tuple[Setting, ...], tuple[FieldError, ...]]:
    """The runners beside the first, and what had to be left out.

    Args:
        differences: of each a query of what differs; a key without a value is left out, as a clip that others have.

    >>> from descentlab.setting.setting import make_setting
    >>> (other,), errors = runners_of(make_setting(), ["optimizer=adam&lr=0.3"])
    >>> other.in_one_line(), errors
    ('ravine · adam η=0.3', ())
    """
    runners, errors = [], []
    for number, text in enumerate(differences[:MOST], start=1):
        found = _runner(first, text)
        runners.append(found.setting)
        errors += [replace(each, parameter=f"{KEY} #{number} {each.parameter}") for each in found.errors]
    if len(differences) > MOST:
        errors.append(FieldError(KEY, f"there are {len(differences)}: at most {MOST} runners stand beside the first"))
    return tuple(runners), tuple(errors)


def _runner(first: Setting, text: str) -> Settled:
    """One of them; what is refused is as the first has it."""
    own: dict[str, str] = {}
    errors: list[FieldError] = []
    for key, value in items_of(text):
        if key in own:
            errors.append(FieldError(key[:MAX_KEY], "this key is given twice"))
        elif _may_differ(key):
            own[key] = value
        else:
            errors.append(FieldError(key[:MAX_KEY], no_such("key", (*PLAIN, *NOUNS), key)))
    while True:
        try:
            return Settled(parse(_asked(first, own).items()), tuple(errors))
        except InvalidSetting as refused:
            errors += refused.errors
            names = {each.parameter for each in refused.errors}
            own = {key: value for key, value in own.items() if key not in names} if names & set(own) else {}


def _asked(first: Setting, own: Mapping[str, str]) -> dict[str, str]:
    """The keys of the first with those of a runner in their place."""
    state = {key: as_typed(value) for key, value in canonical(first).items()}
    for noun in NOUNS:
        if noun in own and own[noun] != state[noun]:
            state = {key: value for key, value in state.items() if not key.startswith(f"{noun}.")}
    for key in own:
        for noun in owners(key):
            for name in own_names(key):
                state.pop(f"{noun}.{name}", None)
    return {key: value for key, value in (state | dict(own)).items() if own.get(key) != ""}


def _may_differ(key: str) -> bool:
    noun, _, _ = key.partition(".")
    return key in PLAIN or noun in NOUNS or (bool(owners(key)) and owners(key) <= {*NOUNS, *PLAIN})


def difference(first: Setting, other: Setting) -> str:
    """What a runner does otherwise, as a query that `runners_of` reads back.

    >>> from descentlab.setting.setting import make_setting
    >>> difference(make_setting(clip=1.0), make_setting(optimizer="adam", lr=0.3))
    'optimizer=adam&lr=0.3&clip='
    """
    mine, others = canonical(first), canonical(other)
    differs: State = {}
    for key, value in others.items():
        noun, dot, name = key.partition(".")
        if not _may_differ(key):
            continue
        if dot and others[noun] != mine[noun]:
            usual = {each.name: each.default for each in getattr(other, noun).parameters}
            if value != usual[name]:
                differs[key] = value
        elif key not in mine or mine[key] != value:
            differs[key] = value
    same = {noun for noun in NOUNS if others[noun] == mine[noun]}
    gone = [
        key
        for key in mine
        if key not in others and _may_differ(key) and ("." not in key or key.partition(".")[0] in same)
    ]
    return "&".join(filter(None, (write_state(differs), *(f"{quote(key)}=" for key in gone))))
