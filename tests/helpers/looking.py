"""What an optimizer is shown that looks further than its gradient."""

from descentlab.common.arrays import Float
from descentlab.descent.gradients import exact
from descentlab.descent.look import StepLook
from descentlab.optimizers import Optimizer
from descentlab.surfaces import surfaces


def look(surface: str = "bowl") -> StepLook:
    """At a surface, without noise."""
    loss = surfaces()[surface].loss()
    return StepLook(loss, exact(loss), 0)


def seen(optimizer: Optimizer, surface: str = "bowl") -> tuple[StepLook, ...]:
    """What stands behind lr in its update."""
    return () if optimizer.asks is None else (look(surface),)


def slope(w: Float, surface: str = "bowl") -> Float:
    """∇L there."""
    gradient: Float = surfaces()[surface].loss().gradient(w)
    return gradient
