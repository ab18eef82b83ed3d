import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descentlab.surfaces.curvature import curvatures, newton_step

numbers = st.floats(-1e6, 1e6)


@given(numbers, numbers, numbers)
def test_curvatures_are_the_eigenvalues(hxx: float, hxy: float, hyy: float) -> None:
    low, high = curvatures(np.array(hxx), np.array(hxy), np.array(hyy))
    expected = np.linalg.eigvalsh([[hxx, hxy], [hxy, hyy]])
    size = max(abs(expected))
    assert [float(low), float(high)] == pytest.approx(list(expected), abs=1e-14 * size + 1e-300)


def test_curvatures_of_what_does_not_mix_are_exact_numbers_or_arrays() -> None:
    apart = curvatures(np.array(25.1), np.array(0.0), np.array(0.3))
    assert [float(each) for each in apart] == [0.3, 25.1]
    low, high = curvatures(np.array([3.0, -1.0]), np.array(0.0), np.array(1.0))
    assert low.tolist() == [1, -1]
    assert high.tolist() == [3, 1]


def test_curvatures_of_huge_numbers_do_not_overflow() -> None:
    low, high = curvatures(np.array([1e200]), np.array([1e200]), np.array([1e200]))
    assert high[0] == pytest.approx(2e200)
    assert abs(low[0]) < 1e185


@given(numbers, numbers, st.floats(0.1, 100), st.floats(-0.05, 0.05), st.floats(-100, -0.1))
def test_newtons_step_ends_where_the_slope_is_zero(gx: float, gy: float, hxx: float, hxy: float, hyy: float) -> None:
    step = newton_step(np.array([[gx], [gy]]), *map(np.array, (hxx, hxy, hyy)))[:, 0]
    left = np.array([gx, gy]) + np.array([[hxx, hxy], [hxy, hyy]]) @ step
    assert np.abs(left).max() <= 1e-12 * (1 + abs(gx) + abs(gy)) * 1e3


def test_where_the_slope_is_zero_there_is_no_way_to_go() -> None:
    zero = np.zeros(1)
    with np.errstate(all="ignore"):
        step = newton_step(np.zeros((2, 1)), zero, zero, zero)
    assert step.tolist() == [[0], [0]]


def test_a_level_valley_is_crossed_straight_and_a_slope_along_it_is_not_answered() -> None:
    """½·4x² has no curvature in y: its floor is where x is 0, whatever y; x² + y has no place without slope."""
    two, none = np.array([4.0, 4.0]), np.zeros(2)
    with np.errstate(all="ignore"):
        step = newton_step(np.array([[8.0, 8.0], [0.0, 1.0]]), two, none, none)
    assert step[:, 0].tolist() == [-2, 0]
    assert np.isnan(step[:, 1]).all()
