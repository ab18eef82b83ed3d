"""The query grammar as keyword arguments, for type checkers and for whoever asks what keys there are."""

from typing import Any, TypedDict


class SettingKeywords(TypedDict, total=False):
    """The keyword arguments of `run` and `family`: the query grammar, dotted keys as dictionaries."""

    surface: str
    surface_options: dict[str, Any]
    f: str
    domain: tuple[float, float, float, float]
    optimizer: str
    optimizer_options: dict[str, Any]
    lr: float
    schedule: str
    schedule_options: dict[str, Any]
    warmup: int
    warmup_start: float
    start: tuple[float, float]
    steps: int
    noise: float
    batch: int | None
    seed: int
    clip: float | None
    lr_ratio: float
    earlier: tuple[float, ...] | None


class Keywords(SettingKeywords, total=False):
    """The same, and what torch calls some of them; more of its spellings are understood (`setting/spellings.py`)."""

    learning_rate: float
    betas: tuple[float, float]
    eps: float
    momentum: float
    nesterov: bool
    weight_decay: float
