"""The API's JSON answers."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from descentlab.common.parameters import Value
from descentlab.learn.stories import FIRST, STORIES
from descentlab.studies.trajectory import Trajectory
from descentlab.verdict.remedies import Remedy

Number = float | None
"""Null where a number computed from finite ones has left float64: JSON has no infinity."""


class RemedyBody(BaseModel):
    """A change that was run and went better, and the query that opens it."""

    model_config = ConfigDict(ser_json_inf_nan="null")

    title: str
    effect: str
    change: dict[str, Value | tuple[float, ...]]
    outcome: str
    steps: int
    loss: float
    query: str

    @classmethod
    def of(cls, remedy: Remedy) -> Self:
        """A remedy as the API sends it."""
        return cls.model_validate(vars(remedy) | {"outcome": remedy.outcome.value})


class RemediesBody(BaseModel):
    """What would have gone better than a run."""

    query: str
    remedies: list[RemedyBody]

    @classmethod
    def of(cls, trajectory: Trajectory, query: str) -> Self:
        """The remedies of a run as the API sends them."""
        return cls(query=query, remedies=[RemedyBody.of(remedy) for remedy in trajectory.remedies])


class DiagnosisBody(BaseModel):
    """The verdict in words, and the numbers that show it."""

    headline: str
    explanation: str
    evidence: list[str]
    symptom: str


class TrajectoryBody(BaseModel):
    """One run; arrays end at the last finite point."""

    query: str
    points: list[tuple[float, float]]
    losses: list[float]
    learning_rates: list[float]
    second_learning_rates: list[float] | None
    averages: list[tuple[Number, Number]] | None
    directions: list[tuple[Number, Number]]
    gradient_norms: list[Number]
    sharpness: list[Number]
    effective_sharpness: list[Number] | None
    thresholds: list[Number] | None
    limit: Number
    outcome: str
    diagnosis: DiagnosisBody


class QuantityBody(BaseModel):
    """One of an optimizer's own quantities at every update; of rates and matrices the axes of their ellipse too."""

    id: str
    symbol: str
    name: str
    kind: str
    adds: bool
    origin: str
    times: str
    values: list[list[Number]]
    axes: list[tuple[Number, Number, Number]] | None


class InsideBody(BaseModel):
    """One run seen from inside: what each update used, made of it, and did."""

    query: str
    points: list[tuple[float, float]]
    steps: list[tuple[Number, Number]]
    learning_rates: list[tuple[Number, Number]]
    slopes: list[tuple[Number, Number]]
    gradients: list[tuple[Number, Number]]
    differs: list[str]
    inner: list[QuantityBody]
    effective_sharpness: list[Number] | None
    thresholds: list[Number] | None
    preconditioned: bool


class FastaiBody(BaseModel):
    """What fastai's `lr_find` suggests; null where the curve is too short."""

    valley: Number
    steep: Number
    minimum: Number
    slide: Number


class PytorchLrFinderBody(BaseModel):
    """What pytorch-lr-finder suggests; null where the curve is too short."""

    steepest: Number


class SuggestionsBody(BaseModel):
    """The rate each tool suggests, and the highest with which runs of as many steps converge."""

    fastai: FastaiBody
    pytorch_lr_finder: PytorchLrFinderBody
    limit: Number


class ReadingBody(BaseModel):
    """The test as one tool reads it, up to the step at which it stops."""

    learning_rates: list[float]
    losses: list[float]
    smoothed: list[float]


class RangeTestBody(ReadingBody):
    """fastai's curve, pytorch-lr-finder's beside it, what they suggest, and the limit they look for."""

    query: str
    pytorch_lr_finder: ReadingBody
    suggestions: SuggestionsBody
    stability: Number


class StoryBody(BaseModel):
    """A setting worth opening: where, with which query, and the setting of each runner in full."""

    id: str
    title: str
    sentence: str
    query: str
    page: str
    settings: list[str]
    first: bool


class StoriesBody(BaseModel):
    """All of them, in the order in which they are offered; `first` are those to begin with."""

    stories: list[StoryBody]

    @classmethod
    def of_all(cls) -> Self:
        """What there is."""
        names = ("id", "title", "sentence", "query", "page", "settings")
        return cls(
            stories=[
                StoryBody(**{name: getattr(each, name) for name in names}, first=each.id in FIRST) for each in STORIES
            ]
        )
