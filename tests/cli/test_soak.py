"""Nobody starves: the soak of `bench/soak_work.py`, short and without its clock, against two workers."""

import pytest

from bench.soak_work import soak


@pytest.mark.long
def test_nobody_starves_beside_who_asks_for_as_much_as_is_accepted() -> None:
    told, _ = soak(seconds=3, per_second=5, patience=30)
    assert told.nobody_starved, "\n".join(told.lines())
    assert {"known", "small new family", "health", "after: dear"} <= told.statuses.keys()
    assert set(told.statuses["dear"]) <= {0, 200, 503}
