"""A `Setting` is everything that decides a run, checked: the query grammar's keys as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from descentlab.common.arrays import Options
from descentlab.common.errors import FieldError, InvalidSetting, find, no_such
from descentlab.common.parameters import Parameter, check_options
from descentlab.common.text import as_typed, count, shortened
from descentlab.common.values import made_of
from descentlab.optimizers import OPTIMIZERS, Optimizer
from descentlab.schedules import SCHEDULES, Schedule
from descentlab.setting.checks import check_floor, check_sampling
from descentlab.setting.keywords import SettingKeywords
from descentlab.setting.rates import LR_MAX, LR_MIN, calm_rate
from descentlab.setting.spellings import understand
from descentlab.surfaces import surfaces
from descentlab.surfaces.loss import Loss
from descentlab.surfaces.start import check_start
from descentlab.surfaces.surface import MOST_STEPS, Surface
from descentlab.surfaces.typed import FormulaSurface, formula_surface

LR_DEFAULT = 0.075
LR = Parameter(
    "lr",
    "Learning rate",
    "η",
    LR_DEFAULT,
    0,
    None,
    "log",
    above=True,
    help="Sets how far a step goes: in plain descent, how far for a slope of one.",
    reach=(LR_MIN, LR_MAX),
)
STEPS = Parameter(
    "steps", "Steps", "T", 120, 1, 10_000, "log", "integer", help="Number of updates.", reach=(1, MOST_STEPS)
)
WARMUP = Parameter(
    "warmup",
    "Warm-up",
    "T_warm",
    0,
    0,
    10_000,
    kind="integer",
    help="Steps of rising rate before the schedule begins.",
    reach=(0, 200),
    up_to="steps",
)
WARMUP_START = Parameter(
    "warmup_start",
    "First factor",
    "f_start",
    0.01,
    0,
    1,
    "log",
    above=True,
    help="Warm-up begins at this fraction of η.",
)
NOISE = Parameter(
    "noise",
    "Noise",
    "σ",
    0.0,
    0,
    1e6,
    help="Standard deviation of each coordinate of a single sample's gradient.",
    reach=(0, 10),
)
BATCH = Parameter(
    "batch",
    "Batch size",
    "B",
    None,
    1,
    100_000,
    "log",
    "integer",
    help="Samples a step: noise falls about as 1/√B. Left empty: 1, or all samples of a data surface.",
    reach=(1, 256),
)
SEED = Parameter(
    "seed", "Seed", "", 0, 0, 2**32 - 1, kind="integer", help="The same seed gives the same noise.", reach=(0, 60)
)
CLIP = Parameter(
    "clip",
    "Clip",
    "c",
    None,
    0,
    1e6,
    "log",
    above=True,
    help="A longer gradient is shortened to this. Left empty: never.",
    reach=(0.01, 100),
)
LR_RATIO = Parameter(
    "lr_ratio",
    "Rate ratio",
    "ζ",
    1.0,
    1e-6,
    1e6,
    "log",
    help="The second parameter's learning rate as a multiple of the first's, as parameter groups have it.",
    reach=(0.01, 100),
)
EARLIER = Parameter(
    "earlier",
    "Earlier rates",
    "",
    None,
    0,
    None,
    kind="stretches",
    above=True,
    help="Steps at which η was changed, each with what it was before. Left empty: it never was.",
)
NUMBERS = (LR, STEPS, WARMUP, WARMUP_START, NOISE, BATCH, SEED, CLIP, LR_RATIO, EARLIER)

OF_SURFACE = {
    LR.name: f"the surface's own for gd, {LR.default} for others",
    STEPS.name: "the surface's own",
}
"""The numbers that are not the same everywhere when they are not given: what they are then."""


@dataclass(frozen=True, repr=False)
class Setting:
    """One run, fully stated and checked."""

    surface: Surface
    surface_options: Options
    optimizer: Optimizer
    optimizer_options: Options
    lr: float
    schedule: Schedule
    schedule_options: Options
    warmup: int
    warmup_start: float
    start: tuple[float, float]
    steps: int
    noise: float
    batch: int | None
    seed: int
    clip: float | None
    lr_ratio: float
    earlier: tuple[float, ...] | None = None

    __getstate__ = made_of

    def __repr__(self) -> str:
        return f"<Setting {self.in_one_line()} · {count(self.steps, 'step')}>"

    def __hash__(self) -> int:
        return hash((self.surface, self.optimizer.id, self.schedule.id, self.lr, self.start, self.steps, self.seed))

    def in_one_line(self, *, rate: bool = True) -> str:
        """What is run, but for its length: surface, optimizer, and what else is not as it would be anyway.

        >>> make_setting(optimizer="adam", optimizer_options={"beta1": 0.8}, lr=0.05, warmup=5).in_one_line()
        'ravine · adam beta1=0.8 η=0.05 · warmup=5'
        """
        words = {noun: [getattr(self, noun).id, *self._set_options(noun)] for noun in DEFAULTS}
        if isinstance(self.surface, FormulaSurface):
            words["surface"] = [shortened(self.surface.typed)]
        if rate:
            words["optimizer"].append(f"{LR.symbol}={as_typed(self.lr)}")
        if self.schedule.id == DEFAULTS["schedule"]:
            del words["schedule"]
        others = [each for each in NUMBERS if each not in (LR, STEPS) and getattr(self, each.name) != each.default]
        words["others"] = [f"{each.name}={as_typed(getattr(self, each.name))}" for each in others]
        if self.start != self.surface.start:
            words["others"].append(f"start={as_typed(self.start)}")
        return " · ".join(" ".join(each) for each in words.values() if each)

    def _set_options(self, noun: str) -> list[str]:
        """The options that are not what they are by default, as they are typed."""
        parameters: tuple[Parameter, ...] = getattr(self, noun).parameters
        options: Options = getattr(self, f"{noun}_options")
        return [
            f"{each.name}={as_typed(options[each.name])}" for each in parameters if options[each.name] != each.default
        ]

    @property
    def is_exact(self) -> bool:
        """Whether every step takes the gradient as it is: no noise, no batch, no clipping."""
        return not self.is_noisy and self.clip is None

    @property
    def is_noisy(self) -> bool:
        """Whether a step sees more than the slope: added noise, or a batch of the samples."""
        samples = self.loss.samples
        return self.noise > 0 or (samples is not None and self.batch is not None and self.batch < samples)

    @cached_property
    def loss(self) -> Loss:
        """The surface with its parameters set."""
        return self.surface.loss(self.surface_options)


def make_setting(**given: Any) -> Setting:
    """The setting of these keywords (`Keywords`), the defaults where none is given.

    Raises:
        InvalidSetting: with every problem found, not just the first, under the key that was given.
    """
    known = SettingKeywords.__annotations__
    given, written, errors, refused_nouns = understand(given, DEFAULTS, known)
    errors += [FieldError(key, no_such("key", known, key)) for key in given if key not in known]

    def attempt(function: Any, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except InvalidSetting as refused:
            errors.extend(refused.errors)
            return None

    chosen: dict[str, Any] = {}
    for noun, registry in registries().items():
        if noun == "surface":
            entry = attempt(chosen_surface, given)
        elif noun in refused_nouns:
            entry = None
        else:
            entry = attempt(find, registry, given.get(noun, DEFAULTS[noun]), noun)
        chosen[noun] = entry
        if entry is not None:
            options = given.get(f"{noun}_options")
            chosen[f"{noun}_options"] = attempt(check_options, entry.parameters, options, noun)
    for parameter in NUMBERS:
        chosen[parameter.name] = attempt(parameter.check, given.get(parameter.name, parameter.default))
    if chosen["surface"] is not None:
        chosen["start"] = attempt(check_start, chosen["surface"], given.get("start"))
        chosen |= {name: value for name, value in own_defaults(chosen).items() if name not in given}
        attempt(check_sampling, chosen["surface"], chosen["noise"], chosen["batch"])
        if chosen["optimizer"] is not None and chosen["surface_options"] is not None:
            attempt(check_floor, chosen["optimizer"], chosen["surface"], chosen["surface_options"])
    if errors:
        raise InvalidSetting(*(replace(each, parameter=written.get(each.parameter, each.parameter)) for each in errors))
    return Setting(**chosen)


DEFAULTS = {"surface": "ravine", "optimizer": "gd", "schedule": "constant"}


def registries() -> dict[str, Mapping[str, Surface | Optimizer | Schedule]]:
    """What there is to choose from, by noun and id."""
    return {"surface": surfaces(), "optimizer": OPTIMIZERS, "schedule": SCHEDULES}


def chosen_surface(given: Mapping[str, Any]) -> Surface:
    """The surface of an id, or of a typed formula and its domain.

    Raises:
        InvalidSetting: there is no such surface, the formula is refused, or both or neither of them belong together.
    """
    f, domain = given.get("f"), given.get("domain")
    if f is None:
        if domain is not None:
            raise InvalidSetting(FieldError("domain", "a domain belongs to a formula: give f too"))
        return find(surfaces(), given.get("surface", DEFAULTS["surface"]), "surface")
    if given.get("surface") is not None:
        raise InvalidSetting(FieldError("f", "give a surface or a formula f, not both"))
    return formula_surface(f, domain)


def own_defaults(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What a surface says of `lr` and `steps`; its rate is for plain gradient descent alone.

    A typed formula says nothing; its rate is one that suits its curvature.
    """
    surface, start = chosen["surface"], chosen["start"]
    own = {} if surface.steps is None else {STEPS.name: surface.steps}
    if chosen["optimizer"] is not OPTIMIZERS[DEFAULTS["optimizer"]]:
        return own
    if surface.lr is not None:
        return own | {LR.name: surface.lr}
    if (isinstance(surface, FormulaSurface) or surface.heights is not None) and start is not None:
        return own | {LR.name: calm_rate(surface.loss(), start, most=LR_DEFAULT)}
    return own
