"""`/data` of many samples takes longer than of a few, and is told to."""

from dataclasses import replace

import numpy as np

from descentlab.setting.setting import make_setting
from descentlab.surfaces.surface import Samples
from descentlab.web.endpoint import SAFETENSORS, Question
from descentlab.web.routes.data import data_seconds


def test_a_thousand_samples_are_dearer_by_what_is_said_of_them() -> None:
    few = make_setting(surface="tiny_network", steps=1000)
    assert few.surface.samples is not None
    names = few.surface.samples.names
    columns = tuple(tuple(np.linspace(low, high, 1000).tolist()) for low, high in ((-2, 2), (-1, 1)))
    many = replace(few, surface=replace(few.surface, samples=Samples(names, columns)))
    cheap, dear = (data_seconds(Question(setting, {"of": "steps"}, SAFETENSORS)) for setting in (few, many))
    assert dear - cheap > 1000 * 1000 * 0.3e-6
