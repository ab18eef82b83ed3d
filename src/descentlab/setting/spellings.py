"""Torch's spellings: what a person has typed elsewhere a hundred times is understood where it means one thing here.

Classes (`SGD`, `torch.optim.Adam`, `StepLR`), tuples (`betas=0.9,0.99`), capitals (`T_max`), and names without their
noun (`weight_decay` for `optimizer.weight_decay`). Which class an entry is stands with the entry (`Optimizer.torch`).
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from descentlab.common.arrays import Options
from descentlab.common.errors import FieldError, InvalidSetting, shown
from descentlab.common.parameters import Parameter, finite_number, members
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.optimizers.momentum import GD, HEAVY_BALL, NESTEROV
from descentlab.schedules import SCHEDULES, Schedule

ENTRIES: dict[str, Mapping[str, Optimizer] | Mapping[str, Schedule]] = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES}
"""What torch has too, by noun."""
PACKAGES = ("torch.optim.lr_scheduler.", "optim.lr_scheduler.", "lr_scheduler.", "torch.optim.", "optim.")
"""What may stand before a class."""
PLAIN = {"learning_rate": "lr"}
"""Names of the grammar's plain keys."""
TUPLES = {
    "betas": ("beta1", "beta2"),
    "etas": ("etaminus", "etaplus"),
    "step_sizes": ("step_size_min", "step_size_max"),
}
"""Torch's options that are two parameters here."""
NESTEROV_FLAG = Parameter("nesterov", "Nesterov", "", False, kind="flag")
SGD_OPTIONS = {*(each.name for each in HEAVY_BALL.parameters), NESTEROV_FLAG.name}
"""One class of torch's is three optimizers here."""
ELSEWHERE = {
    "schedule": {
        "constantlr": "torch's holds a fraction of the rate for the first steps, which here is a warmup; "
        "one rate throughout is constant"
    },
    "optimizer": {
        "muon": "it makes the update of a matrix of weights orthogonal, and two numbers are no matrix: torch's refuses "
        "them too"
    },
}
"""What looks like one of ours and is not, in small letters, and what to do."""


class Understood(NamedTuple):
    """Keywords in this project's own names.

    Args:
        given: the keywords.
        written: for what was spelt otherwise, how: the key of the grammar to the key that was given.
        errors: what can be understood in no way, or in two.
        refused: the nouns whose entry is among the errors.
    """

    given: dict[str, Any]
    written: dict[str, str]
    errors: list[FieldError]
    refused: set[str]


def owners(key: str) -> set[str]:
    """The plain keys or the nouns that a key, as torch spells it, may belong to; none if torch has no such name.

    >>> sorted(owners("eps")), owners("betas"), owners("learning_rate"), owners("lr")
    (['optimizer', 'schedule'], {'optimizer'}, {'lr'}, set())
    """
    if key in PLAIN:
        return {PLAIN[key]}
    names = own_names(key)
    found = {noun for noun, entries in ENTRIES.items() if any(_has(entry, names) for entry in entries.values())}
    return found | ({"optimizer"} if key == NESTEROV_FLAG.name else set())


def understand(given: Mapping[str, Any], defaults: Mapping[str, str], known: Iterable[str]) -> Understood:
    """Keywords as this project calls them: `known` ones stay what they are, and what nobody knows is left alone.

    >>> found = understand({"optimizer": "SGD", "momentum": 0.9}, {"optimizer": "gd"}, ["optimizer"])
    >>> found.given, found.written
    ({'optimizer': 'momentum', 'optimizer_options': {'momentum': 0.9}}, {'optimizer.momentum': 'momentum'})
    """
    bare = {key: value for key, value in given.items() if key not in known and owners(key)}
    found = Understood({key: value for key, value in given.items() if key not in bare}, {}, [], set())
    chosen = {noun: _choose(found, noun, defaults.get(noun)) for noun in ENTRIES}
    belongs = {key: _belongs(found, chosen, key) for key in bare}
    for key in (key for key in bare if key in PLAIN):
        _put(found, found.given, PLAIN[key], bare[key], PLAIN[key], key)
    for noun, choice in chosen.items():
        stated = found.given.get(f"{noun}_options", {})
        if not isinstance(stated, Mapping):
            continue  # which is refused by who checks options
        options: Options = {}
        named = [(name, f"{noun}.{name}", value) for name, value in stated.items()]
        named += [(key, key, value) for key, value in bare.items() if belongs[key] == noun]
        for name, key, value in named:
            _put_option(found, options, choice, noun, name, key, value)
        if choice.is_sgd:
            found.given[noun], options = _sgd(found, options)
        if options or stated:
            found.given[f"{noun}_options"] = options
    return found


class _Choice(NamedTuple):
    """The entry that a noun names, None where there is none, and whether it is torch's SGD."""

    entry: Optimizer | Schedule | None
    is_sgd: bool = False

    def has(self, names: tuple[str, ...]) -> bool:
        """Whether all of these can be set."""
        if self.is_sgd:
            return SGD_OPTIONS.issuperset(names)
        return self.entry is not None and _has(self.entry, names)


def _has(entry: Optimizer | Schedule, names: tuple[str, ...]) -> bool:
    return {parameter.name for parameter in entry.parameters}.issuperset(names)


def own_names(name: str) -> tuple[str, ...]:
    """The parameters that torch's name of an option means here."""
    return TUPLES.get(name, (name.lower(),))


def _choose(found: Understood, noun: str, default: str | None) -> _Choice:
    """What the noun names; in `found` it is now an id of ours, where torch's class is one."""
    entries, name = ENTRIES[noun], found.given.get(noun, default)
    if not isinstance(name, str):
        return _Choice(None)
    prefix = next((each for each in PACKAGES if name.startswith(each)), "")
    spelt = name.removeprefix(prefix)
    told = ELSEWHERE[noun].get(spelt.casefold())
    if told is not None:
        message = f"there is no {noun} {shown(name)}: {told}; there are {', '.join(entries)}"
        found.errors.append(FieldError(noun, message, unknown_id=True))
        found.refused.add(noun)
        return _Choice(None)
    entry = None if prefix else entries.get(name)
    if entry is None and (entry := next((e for e in entries.values() if spelt in _classes(e)), None)) is not None:
        found.given[noun] = entry.id
        return _Choice(entry, is_sgd=entry is GD)
    return _Choice(entry)


def _classes(entry: Optimizer | Schedule) -> set[str]:
    """How torch spells it, with and without its capitals."""
    return {entry.torch, entry.torch.lower()} - {""}


def _belongs(found: Understood, chosen: Mapping[str, _Choice], key: str) -> str | None:
    """The noun whose entry has what a bare key names; where that is none or two, the key is refused."""
    if key in PLAIN:
        return None
    names = own_names(key)
    nouns = [noun for noun, choice in chosen.items() if choice.has(names)]
    if len(nouns) == 1:
        return nouns[0]
    found.errors.extend(FieldError(key, message) for message in _why_not(chosen, key, nouns))
    return None


def _why_not(chosen: Mapping[str, _Choice], key: str, nouns: list[str]) -> list[str]:
    """Why a bare key is refused, in a sentence; no word where it hangs on a name that is refused already."""
    names = own_names(key)
    if nouns:
        return [f"this may be said of either: did you mean {' or '.join(f'{noun}.{names[0]}' for noun in nouns)}?"]
    if key == NESTEROV_FLAG.name:
        return [f"this belongs to torch's SGD: did you mean optimizer={NESTEROV.id}?"]
    has = {noun: [id for id, entry in ENTRIES[noun].items() if _has(entry, names)] for noun in sorted(owners(key))}
    entries = [chosen[noun].entry for noun in has]
    if None in entries:
        return []
    lacking = " and ".join(entry.id for entry in entries if entry is not None)
    ours = "; ".join(
        f"{' and '.join(f'{noun}.{name}' for name in names)} belong{'s' * (len(names) == 1)} to {', '.join(ids)}"
        for noun, ids in has.items()
    )
    return [f"{lacking} {'has' if len(entries) == 1 else 'have'} no {key}: {ours}"]


def _put(found: Understood, into: dict[str, Any], name: str, value: object, own: str, key: str) -> None:
    """Set one thing, once; `own` is its key in the grammar, `key` how it was written."""
    if name in into:
        found.errors.append(FieldError(key, f"{own} is given already"))
        return
    into[name] = value
    if own != key:
        found.written[own] = key


def _put_option(
    found: Understood, options: Options, choice: _Choice, noun: str, name: str, key: str, value: object
) -> None:
    """Set one option, or the two that one of torch's is; what is not known stays as it is, for who checks options."""
    names = own_names(str(name))
    if not choice.has(names) or choice.has((name,)):
        _put(found, options, name, value, f"{noun}.{name}", key)
        return
    values = [value] if name not in TUPLES else _parts(value)
    if len(values) != len(names):
        allowed = f"{name} is two numbers, {' and '.join(names)}, with a comma between"
        found.errors.append(FieldError(key, f"{shown(value)} is not allowed: {allowed}"))
        return
    for each, part in zip(names, values, strict=True):
        _put(found, options, each, part, f"{noun}.{each}", key)


def _parts(value: object) -> list[Any]:
    """The two members of a tuple, or of one that was typed, brackets and all."""
    try:
        return members(value.strip(" ()[]") if isinstance(value, str) else value, 2)
    except TypeError:
        return []


def _sgd(found: Understood, options: Options) -> tuple[str, Options]:
    """Which of the three torch's SGD is with these options, and those of them that it has.

    Source: torch.optim.SGD, which without momentum has no dampening, and refuses Nesterov's without it.
    """
    flag = f"optimizer.{NESTEROV_FLAG.name}"
    left = {name: value for name, value in options.items() if name != NESTEROV_FLAG.name}
    try:
        nesterov = NESTEROV_FLAG.check(options.get(NESTEROV_FLAG.name, False), flag)
    except InvalidSetting as refused:
        found.errors.extend(refused.errors)
        nesterov = False
    id = NESTEROV.id if nesterov else HEAVY_BALL.id
    if _is_zero(left.get("momentum", 0)):
        id = GD.id
        left.pop("momentum", None)
        if nesterov:
            found.errors.append(FieldError(flag, "Nesterov's momentum needs a momentum above 0"))
    if id != HEAVY_BALL.id and _is_zero(left.get("dampening")):
        left.pop("dampening")
    return id, left


def _is_zero(value: object) -> bool:
    try:
        return finite_number(value) == 0
    except (TypeError, ValueError, OverflowError):
        return False
