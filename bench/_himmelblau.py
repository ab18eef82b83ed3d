"""What the peers of maps share: hand-written steps of gradient descent on Himmelblau's surface, and where they end."""

import subprocess
import sys

import numpy as np

from descentlab.common.arrays import Float, Int

BLOCK = 8192
"""Runs that stay in the processor's cache together."""
MINIMA = np.array(
    [
        [3.0, 2.0],
        [-2.805118086952745, 3.131312518250573],
        [-3.779310253377747, -3.283185991286169],
        [3.5844283403304917, -1.8481265269644038],
    ]
)
DIAGONAL = float(np.hypot(10, 10))
NEAR = 1e-3 * DIAGONAL


def take_steps(w: Float, rate: Float, steps: int, path: Float | None = None) -> None:
    """w ← w − η∇L in place, η of x and of y, each a number or one a run; with a path, (T+1, 2, N), points are kept."""
    x, y = w
    of_x, of_y = 2 * rate
    a, b, t, u = np.empty((4, x.size))
    for k in range(steps):
        if path is not None:
            path[k] = w
        np.multiply(x, x, out=a)
        a += y
        a -= 11
        np.multiply(y, y, out=b)
        b += x
        b -= 7
        np.multiply(a, x, out=t)
        t *= 2
        t += b
        t *= of_x
        np.multiply(b, y, out=u)
        u *= 2
        u += a
        u *= of_y
        x -= t
        y -= u
    if path is not None:
        path[steps] = w


def reached_by(path: Float) -> tuple[Int, Int]:
    """The minimum nearest to each end, and how many of the last points stay near it, (N,)."""
    end = path[-1]
    nearest = np.argmin([(end[0] - x) ** 2 + (end[1] - y) ** 2 for x, y in MINIMA], axis=0)
    goal = MINIMA[nearest].T
    stays, stayed = np.ones(end.shape[1], dtype=bool), np.zeros(end.shape[1], dtype=np.int64)
    offset, distance = np.empty(end.shape), np.empty(end.shape[1])
    for point in path[::-1]:
        np.subtract(point, goal, out=offset)
        offset *= offset
        np.add(offset[0], offset[1], out=distance)
        stays &= distance <= NEAR**2
        if not stays.any():
            break
        stayed += stays
    return nearest, stayed


def peak(module: str) -> float:
    """MB that a process needs which makes one map, `module --once`, Python and all it has imported included."""
    answer = subprocess.run([sys.executable, "-m", module, "--once"], capture_output=True, text=True, check=True)
    return float(answer.stdout)
