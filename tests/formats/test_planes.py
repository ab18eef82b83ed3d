"""Byte planes: what is sent of a number, and that it is read back; the page's own reader reads the same file."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from descentlab.common.arrays import Float
from descentlab.formats.planes import BITS, FEWER_BITS, from_planes, rounded, to_planes

NORMAL = st.floats(-1.7e308, 1.7e308, allow_subnormal=False)
EXAMPLE = json.loads((Path(__file__).parent / "planes.json").read_text("utf-8"))
"""tests/js/family.test.js reads the same file."""


@given(arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 6), st.integers(1, 2)), elements=NORMAL))
def test_what_is_sent_is_read_back_to_its_bits(values: Float) -> None:
    read = from_planes(to_planes(values))
    assert (np.abs(read - values) <= 2.0 ** -(BITS + 1) * np.abs(values)).all() or np.abs(values).max() > 1.79e308
    assert (np.sign(read) == np.sign(values)).all()
    assert (read == from_planes(to_planes(read))).all()
    coarse = from_planes(to_planes(values, np.zeros(values.shape, dtype=bool)))
    assert (np.abs(coarse / 2 - values / 2) <= 2.0 ** -(FEWER_BITS + 2) * np.abs(values)).all()


def test_nothing_becomes_infinite() -> None:
    largest = np.array([np.finfo(float).max, -np.finfo(float).max])
    assert np.isfinite(rounded(largest, BITS)).all()


def test_a_run_that_stands_still_is_sent_as_zeros() -> None:
    assert not to_planes(np.full((2, 5), 0.3))[:, :, 1:].any()


def test_the_example_that_the_page_reads() -> None:
    values = np.array(EXAMPLE["values"])
    assert to_planes(values).ravel().tolist() == EXAMPLE["planes"]
    assert from_planes(to_planes(values)).tolist() == pytest.approx(values, rel=2**-11)
    assert from_planes(to_planes(values)).tolist() == EXAMPLE["read"]
