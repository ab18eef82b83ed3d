"""Plain Python: floats and loops, one learning rate after the other."""

from math import sqrt

import numpy as np

from bench._peers import BETA1, BETA2, EPS, KAPPA, Prepared, Result, Work

NAME = "plain Python, one rate at a time"

Run = tuple[list[tuple[float, float]], list[float]]


def prepare(work: Work) -> Prepared:
    """Nothing to prepare."""
    run = adam_on_rosenbrock if work.optimizer == "adam" else gd_on_ravine

    def call() -> Result:
        runs = [run(work, rate) for rate in work.rates.tolist()]
        points, losses = zip(*runs, strict=True)
        return np.array(points).transpose(1, 2, 0), np.array(losses).T

    return Prepared(call)


def adam_on_rosenbrock(work: Work, rate: float) -> Run:
    """One run."""
    x, y = work.start
    mx = my = vx = vy = 0.0
    points, losses = [(x, y)], [(1 - x) ** 2 + 100 * (y - x * x) ** 2]
    for t in range(1, work.steps + 1):
        r = y - x * x
        gx, gy = -2 * (1 - x) - 400 * x * r, 200 * r
        mx = BETA1 * mx + (1 - BETA1) * gx
        my = BETA1 * my + (1 - BETA1) * gy
        vx = BETA2 * vx + (1 - BETA2) * gx * gx
        vy = BETA2 * vy + (1 - BETA2) * gy * gy
        step, scale = rate / (1 - BETA1**t), sqrt(1 - BETA2**t)
        x -= step * mx / (sqrt(vx) / scale + EPS)
        y -= step * my / (sqrt(vy) / scale + EPS)
        points.append((x, y))
        losses.append((1 - x) ** 2 + 100 * (y - x * x) ** 2)
    return points, losses


def gd_on_ravine(work: Work, rate: float) -> Run:
    """One run."""
    x, y = work.start
    points, losses = [(x, y)], [0.5 * (x * x + KAPPA * y * y)]
    for _ in range(work.steps):
        x -= rate * x
        y -= rate * KAPPA * y
        points.append((x, y))
        losses.append(0.5 * (x * x + KAPPA * y * y))
    return points, losses
