"""What every test shares."""

from pathlib import Path

import pytest
from hypothesis import settings

from descentlab.surfaces import EXTRA_SURFACES

# The same examples at every run, and no clock: other programs share the machine.
settings.register_profile("descentlab", deadline=None, derandomize=True, database=None)
settings.load_profile("descentlab")


@pytest.fixture
def textbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """The surfaces of tests/surfaces beside the project's own, as a teacher's folder would be."""
    monkeypatch.setenv(EXTRA_SURFACES, str(Path(__file__).parent / "surfaces"))
