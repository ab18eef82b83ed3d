"""Byte planes: what is sent of a number, and that it is read back; the page's own reader reads the same file."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from descentlab.common.arrays import Float
from descentlab.formats.planes import (
    BITS,
    WRITTEN_BITS,
    from_bytes,
    from_planes,
    on_lattice,
    to_bytes,
    to_planes,
)

NORMAL = st.floats(-1.7e308, 1.7e308, allow_subnormal=False)
EXAMPLE = json.loads((Path(__file__).parent / "planes.json").read_text("utf-8"))
"""tests/js/planes.test.js reads the same file."""
LARGEST = float(np.finfo(float).max)


def every(values: Float) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.ones((values.shape[0], values.shape[-1]), dtype=bool)


def lane_first(values: Float) -> Float:
    return np.moveaxis(values, -1, 0)


SHAPES = st.one_of(
    st.tuples(st.integers(1, 6), st.integers(1, 3)), st.tuples(st.integers(1, 6), st.just(2), st.integers(1, 3))
)


@given(arrays(np.float64, SHAPES, elements=NORMAL))
def test_what_is_sent_is_read_back_to_its_bits(values: Float) -> None:
    """However wildly it jumps; and what was read is sent as it is."""
    read = from_planes(to_planes(values, every(values)))
    assert (np.abs(read / 2 - lane_first(values) / 2) <= 2.0 ** -(BITS + 2) * np.abs(lane_first(values))).all()
    assert (np.signbit(read) == np.signbit(lane_first(values))).all()
    again = np.ascontiguousarray(np.moveaxis(read, 0, -1))
    assert (from_planes(to_planes(again, every(again))) == read).all()


@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 3)), elements=NORMAL))
def test_what_is_written_out_has_all_its_digits(values: Float) -> None:
    read = from_bytes(to_bytes(values))
    assert (np.abs(read / 2 - values / 2) <= 2.0 ** -(WRITTEN_BITS + 2) * np.abs(values)).all() or np.abs(
        values
    ).max() > 1.79e308


def test_nothing_becomes_infinite_and_no_number_is_made_up() -> None:
    odd = np.array([[LARGEST, -LARGEST, np.inf, -np.inf]])
    assert np.isfinite(from_planes(to_planes(odd, every(odd)))).all()
    assert np.isfinite(from_bytes(to_bytes(odd))).all()
    assert from_bytes(to_bytes(np.array([np.nan]))).tolist() == [0]
    left = np.array([[1.0, 2.0], [np.nan, 3.0]])
    assert from_planes(to_planes(left, np.isfinite(left))).tolist() == [[1.0, 0.0], [2.0, 3.0]]


@pytest.mark.parametrize("factor", [1.0, 0.9, -0.9, 1.3, -1.3])
def test_a_run_that_goes_on_as_it_did_is_sent_as_next_to_nothing(factor: float) -> None:
    """Standing still, closing in by a constant factor, or growing by one, from side to side or not."""
    run = 0.3 * factor ** np.arange(200.0)[:, np.newaxis]
    high, middle, low, sign = to_planes(run, every(run))[:, :, 2:]
    assert not high.any()
    assert middle.max() <= 1
    assert (low[middle == 0] > 0).mean() <= (0 if factor == 1 else 1)
    assert (sign == (factor < 0)).all()


@given(st.floats(-1e6, 1e6), st.sampled_from([1e-9, 3e-4, 0.01, 7.0, 1e5]))
def test_a_lattice_is_no_coarser_than_its_cell_and_leaves_the_rest(value: float, cell: float) -> None:
    put = float(on_lattice(np.array([value]), cell)[0])
    assert abs(put - value) <= cell / 2
    assert put == float(on_lattice(np.array([put]), cell)[0])
    for large in (1e100, 1e300):
        assert on_lattice(np.array([value + large]), cell)[0] == pytest.approx(value + large, rel=1e-12)


def test_the_example_that_the_page_reads() -> None:
    values = np.array(EXAMPLE["values"])
    steps_first = np.ascontiguousarray(np.moveaxis(values, 0, -1))
    planes = to_planes(steps_first, every(steps_first))
    assert list(planes.shape) == EXAMPLE["shape"]
    assert planes.ravel().tolist() == EXAMPLE["planes"]
    assert from_planes(planes).tolist() == EXAMPLE["read"]
    assert from_planes(planes) == pytest.approx(values, rel=2**-11)
    assert to_bytes(values).ravel().tolist() == EXAMPLE["bytes"]
    assert from_bytes(to_bytes(values)).tolist() == EXAMPLE["written"]
