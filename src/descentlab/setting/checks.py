"""What parts of a setting must not be together."""

from descentlab.common.arrays import Options
from descentlab.common.errors import FieldError, InvalidSetting
from descentlab.optimizers import Optimizer
from descentlab.surfaces.surface import Surface
from descentlab.surfaces.typed import FormulaSurface


def check_sampling(surface: Surface, noise: float | None, batch: int | None) -> None:
    """A data surface has its own noise, from batches; and no batch is larger than the data."""
    if surface.samples is None:
        return
    samples = len(surface.samples.columns[0])
    if noise:
        message = f"{surface.id} is made from data: its noise is that of its batches, 0 here"
        raise InvalidSetting(FieldError("noise", message))
    if batch is not None and batch > samples:
        raise InvalidSetting(FieldError("batch", f"{batch} is not allowed: {surface.id} has {samples} samples"))


def check_floor(optimizer: Optimizer, surface: Surface, options: Options) -> None:
    """An optimizer that must know the lowest loss has no step where there is none."""
    if optimizer.needs_floor and surface.loss(options).floor is None:
        raise no_floor(optimizer, surface)


def no_floor(optimizer: Optimizer, surface: Surface) -> InvalidSetting:
    """What is said where there is no lowest loss, or none is known."""
    which = "this formula" if isinstance(surface, FormulaSurface) else surface.id
    message = f"{optimizer.id} must know the lowest loss, and of {which} none is known"
    return InvalidSetting(FieldError("optimizer", message))
