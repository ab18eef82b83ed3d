"""What an optimizer that looks further than its gradient may ask of the loss, at one step."""

from dataclasses import dataclass
from typing import Protocol

from descentlab.common.arrays import Float


class Look(Protocol):
    """The loss of all lanes: every w is (2, N), every answer (N,) or (2, N)."""

    @property
    def floor(self) -> Float:
        """L*, the lowest loss, (1,) or (N,)."""

    def value(self, w: Float) -> Float:
        """L(w), of all samples and without noise."""

    def gradient(self, w: Float) -> Float:
        """g(w) as this step sees it: with its noise, of its batch, clipped alike."""

    def hessian(self, w: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy of L at w."""


@dataclass(frozen=True)
class Asks:
    """How often an update asks for each of these, at the most."""

    values: int = 0
    gradients: int = 0
    hessians: int = 0
