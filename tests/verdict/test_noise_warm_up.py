"""The floor under noise is that of η: a run that is still warming up when it ends has none."""

import numpy as np
import pytest

from descentlab.setting.setting import make_setting
from descentlab.verdict.noise import noise_floor

END = np.zeros((2, 1))


@pytest.mark.parametrize(("warmup", "is_told"), [(0, True), (19, True), (20, False), (200, False)])
def test_a_run_that_only_warms_up_has_no_floor(warmup: int, is_told: bool) -> None:
    setting = make_setting(surface="bowl", lr=0.1, noise=1.0, steps=20, warmup=warmup)
    assert (noise_floor(setting, END) is not None) is is_told
