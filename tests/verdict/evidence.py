"""What a diagnosis says, as numbers."""

import math
import re

from descentlab.verdict.diagnosis import Diagnosis
from tests.helpers.reading import number


def as_written(text: str, value: float) -> bool:
    """Whether a number of the evidence is that value, to the digits it is written with."""
    return math.isclose(number(text), value, rel_tol=6e-3, abs_tol=1e-300)


def found(diagnosis: Diagnosis, pattern: str) -> tuple[str, ...] | None:
    """What a pattern finds in the evidence."""
    match = re.search(pattern, " | ".join(diagnosis.evidence))
    return match.groups() if match else None
