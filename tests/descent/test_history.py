import numpy as np
import pytest

from descentlab.common.arrays import Float, Int, span
from descentlab.descent.history import BLOCK, History, record
from descentlab.descent.simulate import simulate
from descentlab.setting.lanes import lanes_at
from descentlab.setting.setting import make_setting
from descentlab.surfaces import surfaces
from tests.helpers.textbook import ALL


def first_that_fails(points: Float, gradients: Float, losses: Float) -> Int:
    """How many points come before the first that is not finite, looked up one by one."""
    lengths = []
    for lane in range(losses.shape[1]):
        fine = [
            bool(np.isfinite([*points[k, :, lane], *gradients[k, :, lane], losses[k, lane]]).all())
            for k in range(len(losses))
        ]
        lengths.append(fine.index(False) if False in fine else len(fine))
    return np.array(lengths)


@pytest.mark.parametrize("surface", ALL)
@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam"])
def test_lengths_end_before_the_first_number_that_is_not_finite(surface: str, optimizer: str) -> None:
    rates = np.geomspace(1e-3, 1e3, 13)
    history = simulate(lanes_at(make_setting(surface=surface, optimizer=optimizer, steps=60), rates))
    assert history.lengths.tolist() == first_that_fails(history.points, history.gradients, history.losses).tolist()


@pytest.mark.parametrize("lanes", [1, 7, BLOCK // 10, BLOCK + 1])
def test_measuring_in_blocks_changes_nothing(lanes: int) -> None:
    loss = surfaces()["nonconvex"].loss()
    rng = np.random.default_rng(lanes)
    points = rng.normal(size=(23, 2, lanes))
    history = record(loss, points, np.zeros_like(points), np.ones((22, lanes)), 22, exact=False)
    assert (history.losses == loss.value(points[:, 0], points[:, 1])).all()
    assert (history.sharpness == np.maximum(3 * points[:, 0] ** 2 - 2, 1)).all()


def history_of(losses: list[list[float]]) -> History:
    """One list a lane."""
    values = np.array(losses).T
    points = np.zeros((len(values), 2, len(losses)))
    finite = np.isfinite(values)
    lengths = np.where(finite.all(axis=0), len(values), finite.argmin(axis=0))
    return History(surfaces()["bowl"].loss(), points, points, values, values[1:], lengths, len(points) - 1)


def test_where_a_lane_leaves_single_precision_for_good() -> None:
    history = history_of(
        [
            [1, 2, 3, 4],  # stays
            [1, 1e39, 1e40, 1e41],  # leaves
            [1, 1e39, 1e20, 1],  # comes back
            [1, 1e39, 1, 1e39],  # leaves in the end: drawn as far as it can be without a gap
            [1, 1e39, np.inf, np.nan],
            [1e39, 1e39, 1e39, 1e39],
        ]
    )
    assert history.single_lengths.tolist() == [4, 1, 4, 1, 1, 0]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [([0, 0, 0], []), ([1, 1, 1], [0, 1, 2]), ([0, 1, 0], [1]), ([1, 0, 1], [0, 1, 2]), ([], [])],
)
def test_a_span_is_a_view_from_the_first_to_the_last(chosen: list[int], expected: list[int]) -> None:
    assert list(range(len(chosen)))[span(np.array(chosen, dtype=bool))] == expected
