"""What may help a run, for `remedies` to try: other optimizers, schedules and starts, and what tames a gradient."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import dist

from descentlab.common.numbers import digits
from descentlab.common.parameters import defaults
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.setting import BATCH, Setting

ACROSS = (0.19, 0.46, 0.77)
"""Of the picture: off the axes, on which many a surface is special."""


@dataclass(frozen=True)
class Candidate:
    """A change to try.

    Args:
        kind: of several of a kind only the best is offered.
        title: what it is, in words.
        must_beat_rate: whether, at another η, it earns its place only by beating a mere change of η.
    """

    kind: str
    title: str
    setting: Setting
    must_beat_rate: bool = False


def candidates(setting: Setting) -> Iterator[Candidate]:
    """Everything worth a try beside another learning rate and another start."""
    yield from _of_optimizer(setting)
    yield from _of_schedule(setting)
    if not setting.warmup and setting.steps >= 8:
        steps = min(20, setting.steps // 4)
        yield Candidate("warmup", f"Warm up over {steps} steps", replace(setting, warmup=steps), True)
    if setting.clip is None:
        for clip in (1.0, 10.0):
            yield Candidate("clip", f"Clip the gradient at {clip:g}", replace(setting, clip=clip), True)
    if setting.is_noisy:
        most = setting.loss.samples or int(BATCH.maximum or 1)
        batch = min(16 * (setting.batch or 1), most)
        if batch > (setting.batch or 1):
            yield Candidate("batch", f"Average {batch} samples a step", replace(setting, batch=batch), True)


def with_noise(setting: Setting) -> Iterator[Candidate]:
    """A little noise, which leaves no run on the ridge of a saddle."""
    if setting.noise == 0 and setting.loss.samples is None:
        yield Candidate("noise", "Add noise of 0.01", replace(setting, noise=0.01), True)


def _of_optimizer(setting: Setting) -> Iterator[Candidate]:
    """What the optimizer's own entry calls worth trying; and no weight decay, where there is some."""
    options = setting.optimizer_options
    if options.get("weight_decay"):
        without = replace(setting, optimizer_options=options | {"weight_decay": 0.0})
        yield Candidate("decay", "Drop the weight decay", without, True)
    for each in setting.optimizer.alternatives:
        chosen = OPTIMIZERS[each.optimizer]
        kept = {name: options[name] for name in each.kept}
        changed = defaults(chosen.parameters) | kept | each.options
        if (chosen, changed) != (setting.optimizer, options):
            yield Candidate(each.kind, each.title, replace(setting, optimizer=chosen, optimizer_options=changed))


def _of_schedule(setting: Setting) -> Iterator[Candidate]:
    gamma = float(f"{0.01 ** (1 / max(setting.steps - setting.warmup, 1)):.4g}")  # to a hundredth over the run
    for id, title, given in (
        ("cosine", "Let η fall along a cosine", {}),
        ("exponential", "Let η fall exponentially", {"gamma": gamma}),
        ("constant", "Keep η constant", {}),
    ):
        schedule = SCHEDULES[id]
        if schedule is not setting.schedule:
            options = defaults(schedule.parameters) | given
            yield Candidate("schedule", title, replace(setting, schedule=schedule, schedule_options=options), True)


def other_starts(setting: Setting) -> Iterator[Candidate]:
    """Other starts, the nearest first: a little beside, then across the picture."""
    x, y = setting.start
    xmin, xmax, ymin, ymax = setting.loss.domain
    beside, apart = 0.01 * setting.loss.diagonal, 0.1 * setting.loss.diagonal
    starts = [(x, y + beside), (x, y - beside), (x + beside, y), (x - beside, y)]
    across = [(xmin + a * (xmax - xmin), ymin + b * (ymax - ymin)) for a in ACROSS for b in ACROSS]
    for start in starts + sorted(across, key=lambda at: dist(at, (x, y))):
        # To begin where the minimum is would be no answer.
        if all(dist(start, minimum.point) > apart for minimum in setting.loss.minima):
            there = (float(f"{start[0]:.3g}"), float(f"{start[1]:.3g}"))
            title = f"Start at ({digits(there[0])}, {digits(there[1])})"
            yield Candidate("start", title, replace(setting, start=there))
