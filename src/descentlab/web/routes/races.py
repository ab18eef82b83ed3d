"""The race that a page shows: its runners, which of them the hand is on, and what they are called."""

from typing import Any

from descentlab.common.arrays import Options
from descentlab.common.errors import FieldError, InvalidSetting, shown
from descentlab.common.parameters import Parameter, Value
from descentlab.setting.query import canonical
from descentlab.setting.race import MOST, runners_of
from descentlab.setting.setting import Setting

LONGEST_NAME = 24


class Names(Parameter):
    """A name for each runner, with commas between; empty where it is called as its optimizer is."""

    @property
    def allowed(self) -> str:
        """What a value may be, in words."""
        return f"up to {MOST + 1} names with commas between, each of at most {LONGEST_NAME} characters"

    def check(self, value: object, key: str | None = None) -> Value:
        """The names as they were given: one text."""
        names = str(value).split(",")
        if len(names) > MOST + 1 or any(len(name) > LONGEST_NAME or not name.isprintable() for name in names):
            raise InvalidSetting(
                FieldError(key or self.name, f"{shown(value)} is not allowed: {self.name} is {self.allowed}")
            )
        return ",".join(name.strip() for name in names)


ACTIVE = Parameter("active", "Active runner", "", 1, 1, MOST + 1, kind="integer", help="Which runner the hand is on.")
NAMES = Names("names", "Names", "", "", kind="names", help="What the runners are called, if not as their optimizers.")
LOCKED = Parameter("locked", "Locked", "", None, 1, MOST + 1, kind="integers", help="Runners that keep what they have.")
TARGET = Parameter("target", "Target loss", "", None, help="The loss to which steps are counted.")
RACE_KEYS = (ACTIVE, NAMES, LOCKED, TARGET)
"""What a page reads of a race beside its runners."""


def race_of(first: Setting, differences: list[str], own: Options) -> tuple[Setting, dict[str, Any], list[FieldError]]:
    """The runner that the hand is on, the race as the page's scripts have it, and what had to be left out."""
    others, refused = runners_of(first, differences)
    settings, errors = (first, *others), list(refused)
    names: Any = str(own[NAMES.name]).split(",")
    locked: Any = own[LOCKED.name] or ()
    active: Any = own[ACTIVE.name]
    for key, highest in ((ACTIVE.name, active), (LOCKED.name, max(locked, default=1))):
        if highest > len(settings):
            errors.append(FieldError(key, f"there is no runner {highest}: there are {len(settings)}"))
    active = active if active <= len(settings) else 1
    runners = [
        {
            "setting": canonical(setting),
            "name": names[index] if index < len(names) else "",
            "locked": index + 1 in locked,
        }
        for index, setting in enumerate(settings)
    ]
    return settings[active - 1], {"runners": runners, "active": active - 1, "target": own[TARGET.name]}, errors
