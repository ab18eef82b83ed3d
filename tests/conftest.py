"""What every test shares."""

import os
from collections.abc import Iterator

# One thread for linear algebra, said before NumPy is imported: threads that wait for a busy processor spin, and made
# SciPy's descents of two numbers take fifty seconds instead of one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings

from tests.helpers.hosting import Site, hosting
from tools.serving import serve

# The same examples at every run, and no clock: other programs share the machine.
settings.register_profile("descentlab", deadline=None, derandomize=True, database=None)
settings.register_profile("quick", settings.get_profile("descentlab"), max_examples=20)
settings.load_profile("descentlab")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service, for browsers."""
    with serve(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Another site, where courses and slide decks are."""
    with hosting() as site:
        yield site
