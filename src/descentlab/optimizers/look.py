"""What an optimizer that looks further than its gradient may ask of the loss, at one step."""

from typing import Protocol

from descentlab.common.arrays import Float


class Look(Protocol):
    """The loss of all lanes: every w is (2, N), every answer (N,) or (2, N)."""

    @property
    def floor(self) -> Float | float:
        """L*, the lowest loss; NaN where there is none."""

    def value(self, w: Float) -> Float:
        """L(w), of all samples and without noise."""

    def gradient(self, w: Float) -> Float:
        """g(w) as this step sees it: with its noise, of its batch, clipped alike."""

    def hessian(self, w: Float) -> tuple[Float, Float, Float]:
        """∂xx, ∂xy and ∂yy of L at w."""
