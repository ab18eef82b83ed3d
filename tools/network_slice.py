"""Makes surfaces/network_slice.npz: a slice through the loss of a small network, `python -m tools.network_slice`.

Two half moons of 40 points each are told apart by a network of 2, 12, 12 and 1 units (tanh; 205 weights), trained by
plain gradient descent on the mean cross-entropy. The slice is the plane through the trained weights along two random
directions, each layer's part as long as the layer's own weights.
Source: Li et al. 2018, Visualizing the Loss Landscape of Neural Nets.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np

from descentlab.common import paths
from descentlab.common.arrays import Float

FILE = paths.SURFACES / "network_slice.npz"
UNITS, POINTS, SEED = (2, 12, 12, 1), 40, 5
STEPS, RATE = 2000, 0.3
ACROSS, UP = np.linspace(-1.6, 1.6, 97), np.linspace(-1.0, 1.0, 61)
"""Where the heights stand, in lengths of the weights."""
DIGITS = 6

Weights = list[Float]
"""Of each layer a matrix (out, in + 1): the last column is the bias."""


def moons(rng: np.random.Generator) -> tuple[Float, Float]:
    """The points, (2, n), and which moon each is of, (n,)."""
    angle = np.linspace(0, np.pi, POINTS)
    upper = np.stack((np.cos(angle), np.sin(angle)))
    lower = np.stack((1 - np.cos(angle), 0.5 - np.sin(angle)))
    inputs = np.concatenate((upper, lower), axis=1) + rng.normal(0, 0.15, (2, 2 * POINTS))
    return inputs - inputs.mean(axis=1, keepdims=True), np.repeat([0.0, 1.0], POINTS)


def forward(weights: Weights, inputs: Float) -> list[Float]:
    """What each layer sees, the bias's 1 below it, and what comes out."""
    seen = []
    layer = inputs
    for number, matrix in enumerate(weights):
        seen.append(np.concatenate((layer, np.ones((1, layer.shape[1])))))
        layer = matrix @ seen[-1]
        if number + 1 < len(weights):
            layer = np.tanh(layer)
    return [*seen, layer]


def loss(weights: Weights, inputs: Float, targets: Float) -> float:
    """The mean cross-entropy: ln(1 + eᶻ) − tz."""
    z = forward(weights, inputs)[-1][0]
    return float(np.mean(np.logaddexp(0, z) - targets * z))


def gradient(weights: Weights, inputs: Float, targets: Float) -> Weights:
    """Its slope in every weight, by back-propagation."""
    *seen, out = forward(weights, inputs)
    delta = (1 / (1 + np.exp(-out)) - targets) / targets.size
    slopes: Weights = []
    for matrix, layer in zip(reversed(weights), reversed(seen), strict=True):
        slopes.append(delta @ layer.T)
        delta = (matrix[:, :-1].T @ delta) * (1 - layer[:-1] ** 2)
    return slopes[::-1]


def train(rng: np.random.Generator, inputs: Float, targets: Float) -> Weights:
    """Weights after so many steps of plain gradient descent."""
    weights = [rng.normal(0, (before + 1) ** -0.5, (after, before + 1)) for before, after in pairwise(UNITS)]
    for _ in range(STEPS):
        weights = [each - RATE * slope for each, slope in zip(weights, gradient(weights, inputs, targets), strict=True)]
    return weights


def direction(rng: np.random.Generator, weights: Weights) -> Weights:
    """A random one, of which every unit's part is as long as that unit's weights."""
    drawn = [rng.normal(size=each.shape) for each in weights]
    return [
        part * np.linalg.norm(each, axis=1, keepdims=True) / np.linalg.norm(part, axis=1, keepdims=True)
        for part, each in zip(drawn, weights, strict=True)
    ]


def heights() -> Float:
    """The slice, row by row from the lowest."""
    rng = np.random.default_rng(SEED)
    inputs, targets = moons(rng)
    weights = train(rng, inputs, targets)
    across, up = direction(rng, weights), direction(rng, weights)
    table = [
        [
            loss([w + a * x + b * y for w, a, b in zip(weights, across, up, strict=True)], inputs, targets)
            for x in ACROSS
        ]
        for y in UP
    ]
    return np.round(np.array(table), DIGITS)


def write(path: Path) -> None:
    """The file."""
    np.savez_compressed(path, heights=heights(), x=ACROSS, y=UP)


if __name__ == "__main__":
    write(FILE)
