"""Where a step's gradient comes from: exact, noisy, from a batch of samples; clipped or not.

Noise comes from a counter-based generator (Philox), keyed by the seed alone: a run does not depend on the lane it
sits in, nor on how many lanes or steps there are, and every lane of a family meets the same noise, so that learning
rates are compared fairly. Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3.
"""

from collections.abc import Callable, Sequence

import numpy as np

from descentlab.common.arrays import Float, Int
from descentlab.surfaces.data_loss import DataLoss
from descentlab.surfaces.loss import Loss

GradientAt = Callable[[int, Float, Float], Float]
"""(k, w, out) -> g: the gradient used in the update from point k, at w (2, N), written to out."""

_NOISE, _BATCHES = 0, 1


def generator(seed: int, purpose: int) -> np.random.Generator:
    """A stream of its own for each seed and purpose."""
    return np.random.Generator(np.random.Philox(key=np.array([seed, purpose], dtype=np.uint64)))


def noise_of(seed: int, steps: int) -> Float:
    """Standard normal noise for each step and coordinate, (T, 2); a longer run begins with the same."""
    return generator(seed, _NOISE).standard_normal((steps, 2))


def batches_of(seed: int, steps: int, batch: int, samples: int) -> Int:
    """The samples of each step, (T, B), without replacement; a larger batch, and a longer run, begin with the same."""
    order: Int = generator(seed, _BATCHES).random((steps, samples)).argsort(axis=1, kind="stable")
    return order[:, :batch]


def exact(loss: Loss) -> GradientAt:
    """∇L itself."""
    return lambda k, w, out: loss.gradient(w, out=out)


def noisy(loss: Loss, seeds: Sequence[int], steps: int, deviation: float | Float) -> GradientAt:
    """g = ∇L + σξ_k, ξ_k ~ N(0, 1) in each coordinate: one seed and one σ for all lanes, or one for each."""
    different, which = np.unique(seeds, return_inverse=True)
    added = deviation * np.stack([noise_of(seed, steps) for seed in different.tolist()], axis=-1)[..., which]

    def gradient(k: int, w: Float, out: Float) -> Float:
        g = loss.gradient(w, out=out)
        g += added[k]
        return g

    return gradient


def sampled(loss: DataLoss, seeds: Sequence[int], steps: int, batch: int | Int) -> GradientAt:
    """The mean of ∇ℓ over B samples drawn anew at every step: one seed and one B for all lanes, or one for each."""
    different, which = np.unique(seeds, return_inverse=True)
    largest = int(np.max(batch))
    drawn = np.stack([batches_of(seed, steps, largest, loss.samples) for seed in different.tolist()], axis=1)
    rows = drawn[:, 0] if different.size == 1 else drawn[:, which]
    sizes = batch if isinstance(batch, np.ndarray) else None
    return lambda k, w, out: loss.batch_gradient(w, rows[k], out, sizes)


def losses_seen(loss: DataLoss, seed: int, points: Float, batch: int) -> Float:
    """The loss of each step's batch at the point before it, (T, N): what a training loop prints."""
    rows = batches_of(seed, len(points) - 1, batch, loss.samples)
    return np.array([loss.batch_value(w, row) for w, row in zip(points[:-1], rows, strict=True)])


def clipped(gradient: GradientAt, most: float) -> GradientAt:
    """What `clip` leaves of a gradient."""
    return lambda k, w, out: clip(gradient(k, w, out), most)


def clip(g: Float, most: float | Float) -> Float:
    """In place: g ← g · min(1, c / (‖g‖ + 1e-6)), the norm over both coordinates; one c, or one a lane.

    Source: Pascanu et al. 2013; torch.nn.utils.clip_grad_norm_.
    """
    g *= np.minimum(1.0, most / (np.hypot(g[0], g[1]) + 1e-6))
    return g
