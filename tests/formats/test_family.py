"""What a family looks like on the wire."""

import json
from itertools import cycle
from typing import Any, Never

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load

from descentlab.common.arrays import Float
from descentlab.descent.history import History
from descentlab.formats.family import family_bytes, family_tensors
from descentlab.formats.packed import CELL, centre, curves_of, rate_plan, words_of
from descentlab.formats.planes import from_bytes, from_planes
from descentlab.formats.safetensors import BITS, FEWER_BITS
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.lanes import lanes_at
from descentlab.setting.setting import make_setting
from descentlab.studies.family import Family, family_of
from descentlab.surfaces import surfaces
from descentlab.verdict.diagnosis import Number
from descentlab.verdict.outcome import OUTCOMES

RATES = np.geomspace(1e-4, 10, 31)
LARGEST = float(np.finfo(np.float32).max)
SMALLEST = float(np.finfo(np.float32).tiny)


def refuse(constant: str) -> Never:
    raise AssertionError(f"{constant} is not JSON")


def strict(text: str) -> Any:
    """JSON without NaN and Infinity, which no browser reads."""
    return json.loads(text, parse_constant=refuse)


def error(values: Float) -> Float:
    """The relative error that rounding may make."""
    size = np.abs(values)
    bits = np.where((size >= 1e-3) & (size < 1e3), BITS, FEWER_BITS)
    return 2.0 ** -(bits + 1) * (1 + 1e-6)


def family(surface: str, optimizer: str, **more: Any) -> Family:
    return family_of(lanes_at(make_setting(surface=surface, optimizer=optimizer, steps=90, **more), RATES))


PAIRS = list(zip(surfaces(), cycle(OPTIMIZERS), strict=False))
EVERY = pytest.mark.parametrize("lanes", [family(*pair) for pair in PAIRS], ids=["-".join(pair) for pair in PAIRS])
SHAPES: dict[str, tuple[type, tuple[int, ...]]] = {
    "learning_rates": (np.float64, (31,)),
    "points": (np.float32, (31, 91, 2)),
    "losses": (np.float32, (31, 91)),
    "lengths": (np.int32, (31,)),
    "outcomes": (np.uint8, (31,)),
    "directions": (np.float32, (31, 90, 2)),
    "rates": (np.float32, (31, 90)),
    "sharpness": (np.float32, (31, 91)),
}


@EVERY
def test_the_tensors_are_those_of_the_contract(lanes: Family) -> None:
    """Details only for who asks for them."""
    plain = load(family_bytes(lanes))
    tensors = load(family_bytes(lanes, details=True))
    assert plain.keys() == {"learning_rates", "points", "losses", "lengths", "outcomes"}
    assert all((tensors[name] == values).all() for name, values in plain.items())
    optimizer = lanes.setting.optimizer
    felt = {"effective_sharpness": (np.float32, (31, 90))} if optimizer.preconditioned else {}
    averages = {"averages": (np.float32, (31, 91, 2))} if optimizer.average else {}
    assert {name: (values.dtype.type, values.shape) for name, values in tensors.items()} == SHAPES | felt | averages
    assert tensors["learning_rates"].tolist() == RATES.tolist()
    assert [OUTCOMES[index] for index in tensors["outcomes"]] == list(lanes.outcomes)
    assert all(np.isfinite(values).all() for values in tensors.values())


def directions_of(history: History, lane: int) -> Float:
    """What η multiplied, (T, 2); nothing where an optimizer chose a rate of 0."""
    moved, eta = history.points[:-1, :, lane] - history.points[1:, :, lane], history.rates[:, [lane]]
    return np.where(eta > 0, moved / np.where(eta > 0, eta, 1.0), 0.0)


@EVERY
def test_the_tensors_hold_the_family_and_zeros_after_its_end(lanes: Family) -> None:
    tensors = family_tensors(lanes, details=True)
    history = lanes.history
    for lane, length in enumerate(tensors["lengths"]):
        assert length <= lanes.lengths[lane]
        if length < lanes.lengths[lane]:  # the lane left float32 before it left the numbers
            beyond = (*lanes.points[lane, length], lanes.losses[lane, length])
            assert np.abs(beyond).max() > LARGEST
        d = directions_of(history, lane)[: length - 1]
        expected = {
            "points": lanes.points[lane, :length],
            "losses": lanes.losses[lane, :length],
            "directions": d,
            "sharpness": history.sharpness[:length, lane],
        }
        if "averages" in tensors:
            assert history.averages is not None
            expected["averages"] = history.averages[:length, :, lane]
        if "effective_sharpness" in tensors:
            assert lanes.effective_sharpness is not None
            expected["effective_sharpness"] = lanes.effective_sharpness[lane, : length - 1]
        for name, values in expected.items():
            sent = tensors[name][lane]
            near = np.abs(sent[: len(values)] - values) <= error(values) * np.abs(values) + 2 * SMALLEST
            assert near.all(), name
            assert not sent[len(values) :].any(), name
        off = np.abs(tensors["rates"][lane] - history.rates[:, lane])
        assert (off <= error(history.rates[:, lane]) * history.rates[:, lane]).all()


def table(message: bytes) -> dict[str, Float]:
    """The numbers that are written out, (N,) each."""
    size = int.from_bytes(message[:8], "little")
    said = {name: strict(text) for name, text in strict(message[8 : 8 + size].decode())["__metadata__"].items()}
    columns = dict(zip(said["columns"], from_bytes(load(message)["numbers"]), strict=True))
    return columns | {name: np.full(RATES.size, value) for name, value in said["shared"].items()}


@EVERY
def test_the_packed_tensors_hold_what_is_seen_and_the_ends_exactly(lanes: Family) -> None:
    tensors, history, loss = load(family_bytes(lanes, packed=True)), lanes.history, lanes.setting.loss
    (x, y), lowest = centre(lanes), lanes.setting.loss.floor or 0.0
    counted: dict[str, Any] = {"points": np.array([x, y]), "losses": lowest}
    whole: dict[str, Any] = {"points": lanes.points, "losses": lanes.losses}
    if loss.same_sharpness is not None:
        assert np.unique(history.sharpness) == pytest.approx([loss.same_sharpness])
    elif lanes.setting.optimizer.preconditioned is None:
        whole["sharpness"] = history.sharpness.T
    if lanes.setting.optimizer.preconditioned is not None:
        whole["felt"] = lanes.effective_sharpness
    assert {"sharpness", "felt"} & tensors.keys() == {"sharpness", "felt"} & whole.keys()
    assert tensors["lengths"].tolist() == lanes.lengths.tolist()
    for name, values in whole.items():
        read = from_planes(tensors[name])
        for lane, length in enumerate(lanes.lengths):
            rows = length if values.shape[1] == len(history.points) else length - 1
            exact = np.nan_to_num(values[lane, :rows]) - counted.get(name, 0.0)
            off = np.abs(read[lane, :rows] - exact)
            cell = CELL * loss.diagonal if name == "points" else 0.0  # a tenth of a pixel
            assert (off <= 2.0**-11 * np.abs(exact) + cell / 2 + 1e-300).all(), name
    numbers = table(family_bytes(lanes, packed=True))
    for lane in {0, int(lanes.lengths.argmax()), RATES.size - 1}:
        last = int(lanes.lengths[lane]) - 1
        if not last:
            continue
        (x0, y0), (x1, y1) = lanes.points[lane, last - 1 : last + 1]
        dx, dy = directions_of(history, lane)[last - 1]
        ends = {"x0": x0, "y0": y0, "x1": x1, "y1": y1, "dx": dx, "dy": dy, "last_loss": lanes.losses[lane, last]}
        for name, exact_end in ends.items():
            assert numbers[name][lane] == pytest.approx(exact_end, rel=2.0**-24, abs=1e-300), name


@pytest.mark.parametrize("warmup", [0, 7])
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_rates_follow_from_a_plan_unless_a_schedule_listens(schedule: str, warmup: int) -> None:
    options = {"eta_min": 0.004} if "eta_min" in {each.name for each in SCHEDULES[schedule].parameters} else {}
    setting = make_setting(schedule=schedule, schedule_options=options, warmup=warmup, steps=60)
    for rates in (RATES, RATES[:1]):
        lanes = family_of(lanes_at(setting, rates))
        plan = rate_plan(lanes)
        assert (plan is None) == (schedule == "plateau") == ("rates" in curves_of(lanes)[0])
        if plan is None:
            assert from_planes(curves_of(lanes)[0]["rates"]) == pytest.approx(lanes.history.rates.T, rel=2**-11)
        else:
            constant, slope = plan[:, :, np.newaxis]
            np.testing.assert_allclose(constant + slope * rates, lanes.history.rates, rtol=1e-12)


@EVERY
def test_the_packed_words_are_those_of_every_lane(lanes: Family) -> None:
    """Read back as the page reads them."""
    tensors, said = words_of(lanes.diagnoses)
    numbers = table(family_bytes(lanes, packed=True))
    for lane in range(RATES.size):
        of_lane = {name: Number(values[lane]) for name, values in numbers.items()}
        headline, explanation = said["verdicts"][tensors["verdict"][lane]]
        lines = [line for line, has in zip(said["evidence"], tensors["evidence"][:, lane], strict=True) if has]
        told = [sentence.format(**of_lane) for sentence in (explanation, *lines)]
        diagnosis = lanes.diagnosis(lane)
        assert headline == diagnosis.headline
        assert told == [diagnosis.explanation, *diagnosis.evidence]


def metadata(message: bytes, tmp_path: Any) -> dict[str, Any]:
    (tmp_path / "message").write_bytes(message)
    with safe_open(tmp_path / "message", "numpy") as opened:
        return {key: strict(text) for key, text in opened.metadata().items()}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_metadata_says_what_the_page_says(optimizer: str, tmp_path: Any) -> None:
    lanes = family("ravine", optimizer)
    said = metadata(family_bytes(lanes, details=True), tmp_path)
    assert "verdicts" not in metadata(family_bytes(lanes), tmp_path)
    assert said["outcomes"] == [outcome.value for outcome in OUTCOMES]
    assert len(said["verdicts"]) == RATES.size
    for lane, verdict in enumerate(said["verdicts"]):
        assert verdict == json.loads(json.dumps(lanes.diagnosis(lane).words))
    assert said["curvature"] == 25
    assert said["recommended"] == lanes.recommended
    assert said["window"] == (None if lanes.window is None else list(lanes.window))
    assert said["limits"].keys() == {"overshoot", "stability", "constant", "preconditioned"}


@EVERY
def test_the_packed_metadata_names_the_lane_that_ends_lowest(lanes: Family, tmp_path: Any) -> None:
    """By looking at each lane alone: those that went beyond all numbers, diverged or fall for ever do not count."""
    lowest = metadata(family_bytes(lanes, packed=True), tmp_path)["lowest"]
    counts = [
        lane
        for lane, outcome in enumerate(lanes.outcomes)
        if outcome.value not in ("diverged", "escaped") and not np.isnan(lanes.losses[lane]).any()
    ]
    ends = {lane: float(lanes.losses[lane, -1]) for lane in counts}
    if not ends:
        assert lowest is None
        return
    assert ends[lowest] == min(ends.values())
    assert lowest == lanes.recommended or all(end > ends[lowest] for lane, end in ends.items() if lane < lowest)


def test_the_lowest_of_a_ravine_is_where_theory_says(tmp_path: Any) -> None:
    """By the closed form, x shrinks by 1 − η a step and y by 1 − 25 η; nearly at 2/(λmin + λmax)."""
    rates = np.geomspace(0.05, 0.0799, 400)
    lanes = family_of(lanes_at(make_setting(surface="ravine", start=(-8, 1.5), steps=120), rates))
    lowest = metadata(family_bytes(lanes, packed=True), tmp_path)["lowest"]
    closed = ((8 * (1 - rates) ** 120) ** 2 + 25 * (1.5 * (1 - 25 * rates) ** 120) ** 2) / 2
    assert lowest == closed.argmin()
    assert rates[lowest] == pytest.approx(2 / 26, rel=1e-2)


def test_of_a_plateau_of_equals_the_recommended_lane_is_the_lowest() -> None:
    rates = np.array([0.05, 0.45, 0.46, 0.47, 0.48, 0.49, 0.5, 0.51, 0.52, 0.53, 2.0])
    lanes = family_of(lanes_at(make_setting(surface="bowl", start=(2, 2), steps=2000), rates))
    assert len(set(lanes.last_losses[1:10].tolist())) == 1
    assert lanes.lowest == lanes.recommended


def test_where_everything_diverges_nothing_is_the_lowest() -> None:
    lanes = family_of(lanes_at(make_setting(surface="ravine", steps=50), np.array([5.0, 9.0])))
    assert lanes.lowest is None


def test_a_limit_that_does_not_exist_is_null(tmp_path: Any) -> None:
    lanes = family("ravine", "momentum", optimizer_options={"dampening": 1})
    assert set(metadata(family_bytes(lanes), tmp_path)["limits"].values()) == {None}


def test_a_loss_above_a_minimum_that_is_not_zero_keeps_all_digits() -> None:
    lanes = family("nonconvex", "gd")
    sent = family_tensors(lanes)["losses"]
    valid = np.arange(91) < family_tensors(lanes)["lengths"][:, np.newaxis]
    assert sent[valid].tolist() == lanes.losses[valid].astype(np.float32).tolist()


def test_a_lane_that_comes_back_is_sent_to_its_end() -> None:
    """Thrown beyond 1e38 and brought back by a falling rate: it converges, and the page can say so."""
    setting = make_setting(surface="ravine", lr=0.38, schedule="step", schedule_options={"step_size": 50}, steps=150)
    lanes = family_of(lanes_at(setting, np.array([0.38])))
    assert np.abs(lanes.losses).max() > LARGEST
    assert lanes.outcomes[0].value == "converged"
    tensors = family_tensors(lanes)
    assert tensors["lengths"].tolist() == [151]
    assert np.isfinite(tensors["losses"]).all()
    assert lanes.losses[0, -1] < 1e-3
