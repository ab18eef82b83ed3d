"""Arrays: what is counted in bytes is counted right."""

import numpy as np
import pytest

from descentlab.common.arrays import counted


@pytest.mark.parametrize("rows", [0, 1, 255, 256, 511, 2000])
def test_what_held_is_counted_however_often_it_did(rows: int) -> None:
    held = np.random.default_rng(rows).random((rows, 2, 3)) < 0.9
    held[:, 0, 0] = True
    assert counted(held).tolist() == held.sum(axis=0).tolist()
    assert counted(held[1:]).tolist() == held[1:].sum(axis=0).tolist()
