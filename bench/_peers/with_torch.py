"""PyTorch: torch.optim, which has one learning rate for a run, and its tensors with a lane for each rate."""

from importlib import import_module
from typing import Any

import numpy as np

from bench._peers import BETA1, BETA2, EPS, KAPPA, Missing, Prepared, Result, Work

NAME = "torch.optim, one rate at a time"
NAME_LANES = "torch tensors, lanes"
SAMPLE = 3
"""Rates that are run in earnest, spread over all."""


def load() -> Any:
    """The library."""
    try:
        torch = import_module("torch")
    except ImportError:
        raise Missing("torch is not installed") from None
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    return torch


def sample(work: Work) -> Any:
    """The lanes that are run in earnest."""
    return np.linspace(0, work.rates.size - 1, SAMPLE).astype(int)


def prepare(work: Work) -> Prepared:
    """A few rates in earnest; the time is scaled to all of them."""
    torch = load()

    def one(rate: float) -> tuple[list[Any], list[Any]]:
        w = torch.tensor(work.start, requires_grad=True)
        optimizer = torch.optim.Adam([w], lr=rate) if work.optimizer == "adam" else torch.optim.SGD([w], lr=rate)
        points, losses = [], []
        for _ in range(work.steps):
            optimizer.zero_grad()
            loss = work.loss(w)
            points.append(w.detach().clone())
            losses.append(loss.detach())
            loss.backward()
            optimizer.step()
        points.append(w.detach().clone())
        losses.append(work.loss(points[-1]))
        return points, losses

    def call() -> Result:
        runs = [one(rate) for rate in work.rates[sample(work)].tolist()]
        points = torch.stack([torch.stack(points) for points, _ in runs], dim=-1)
        losses = torch.stack([torch.stack(losses) for _, losses in runs], dim=-1)
        return points.numpy(), losses.numpy()

    return Prepared(call, share=SAMPLE / work.rates.size)


def prepare_lanes(work: Work) -> Prepared:
    """The update written with tensors, since torch.optim has no learning rate a lane; slopes by hand."""
    torch = load()
    rates = torch.from_numpy(work.rates)
    curvature = torch.tensor([[1.0], [KAPPA]])

    def gradient(w: Any) -> Any:
        if work.surface == "ravine":
            return curvature * w
        x, y = w
        r = 200 * (y - x * x)
        return torch.stack((2 * (x - 1) - 2 * r * x, r))

    def call() -> Result:
        points = torch.empty((work.steps + 1, 2, rates.numel()))
        points[0] = torch.tensor(work.start)[:, None]
        m = torch.zeros_like(points[0])
        v = torch.zeros_like(points[0])
        for k in range(work.steps):
            g = gradient(points[k])
            if work.optimizer == "gd":
                torch.sub(points[k], rates * g, out=points[k + 1])
                continue
            m.lerp_(g, 1 - BETA1)
            v.mul_(BETA2).addcmul_(g, g, value=1 - BETA2)
            denominator = v.sqrt().div_((1 - BETA2 ** (k + 1)) ** 0.5).add_(EPS)
            step = rates / (1 - BETA1 ** (k + 1))
            torch.sub(points[k], step * m / denominator, out=points[k + 1])
        return points.numpy(), work.loss((points[:, 0], points[:, 1])).numpy()

    return Prepared(call)
