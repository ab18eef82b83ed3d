"""The API's JSON answers."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from descentlab.descent import Trajectory

Number = float | None
"""Null where a number computed from finite ones has left float64: JSON has no infinity."""


class DiagnosisBody(BaseModel):
    """The verdict in words, and the numbers that show it."""

    headline: str
    explanation: str
    evidence: list[str]


class TrajectoryBody(BaseModel):
    """One run; arrays end at the last finite point."""

    model_config = ConfigDict(ser_json_inf_nan="null")

    query: str
    points: list[tuple[float, float]]
    losses: list[float]
    learning_rates: list[float]
    directions: list[tuple[Number, Number]]
    gradient_norms: list[Number]
    sharpness: list[Number]
    outcome: str
    diagnosis: DiagnosisBody

    @classmethod
    def of(cls, trajectory: Trajectory, query: str) -> Self:
        """A run as the API sends it."""
        return cls(
            query=query,
            points=trajectory.points.tolist(),
            losses=trajectory.losses.tolist(),
            learning_rates=trajectory.learning_rates.tolist(),
            directions=trajectory.directions.tolist(),
            gradient_norms=trajectory.gradient_norms.tolist(),
            sharpness=trajectory.sharpness.tolist(),
            outcome=trajectory.outcome.value,
            diagnosis=DiagnosisBody.model_validate(vars(trajectory.diagnosis)),
        )
