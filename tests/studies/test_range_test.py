"""The range test against both tools' own rules, written out again here in plain Python from their published code."""

import math
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest

import descentlab
from descentlab.common.errors import InvalidSetting
from descentlab.descent.gradients import batches_of
from descentlab.studies.lr_finders import Reading
from descentlab.surfaces import surfaces
from descentlab.verdict.outcome import Outcome

Pair = tuple[float, float]


def ravine(x: float, y: float) -> tuple[float, Pair]:
    return 0.5 * (x * x + 25 * y * y), (x, 25 * y)


def bowl(x: float, y: float) -> tuple[float, Pair]:
    return x * x + y * y, (2 * x, 2 * y)


def styblinski_tang(x: float, y: float) -> tuple[float, Pair]:
    value = sum(w**4 - 16 * w**2 + 5 * w for w in (x, y)) / 2
    return value, ((4 * x**3 - 32 * x + 5) / 2, (4 * y**3 - 32 * y + 5) / 2)


class Plain:
    """w ← w − ηg."""

    def step(self, g: Pair, lr: float) -> Pair:
        return lr * g[0], lr * g[1]


class HeavyBall:
    """torch.optim.SGD(momentum=0.9)."""

    def __init__(self) -> None:
        self.b: Pair | None = None

    def step(self, g: Pair, lr: float) -> Pair:
        self.b = g if self.b is None else (0.9 * self.b[0] + g[0], 0.9 * self.b[1] + g[1])
        return lr * self.b[0], lr * self.b[1]


class Adam:
    """torch.optim.Adam()."""

    def __init__(self) -> None:
        self.k, self.m, self.v = 0, [0.0, 0.0], [0.0, 0.0]

    def step(self, g: Pair, lr: float) -> Pair:
        self.k += 1
        for i in range(2):
            self.m[i] = 0.9 * self.m[i] + 0.1 * g[i]
            self.v[i] = 0.999 * self.v[i] + 0.001 * g[i] ** 2
        hats = [(m / (1 - 0.9**self.k), v / (1 - 0.999**self.k)) for m, v in zip(self.m, self.v, strict=True)]
        first, second = (lr * m / (math.sqrt(v) + 1e-8) for m, v in hats)
        return first, second


SURFACES: dict[str, tuple[Callable[[float, float], tuple[float, Pair]], float]] = {
    "ravine": (ravine, 0.0),
    "bowl": (bowl, 0.0),
    "styblinski_tang": (styblinski_tang, -78.33233140754282),
}
OPTIMIZERS: dict[str, Callable[[], Plain | HeavyBall | Adam]] = {"gd": Plain, "momentum": HeavyBall, "adam": Adam}
CASES = [
    (surface, optimizer, start, lowest, highest, steps)
    for surface, start in (("ravine", (-8.0, 1.5)), ("bowl", (2.0, 2.0)), ("styblinski_tang", (4.5, 4.0)))
    for optimizer in OPTIMIZERS
    for lowest, highest, steps in ((1e-7, 10.0, 100), (1e-5, 10.0, 200), (1e-3, 1.0, 37), (1e-6, 100.0, 1000))
    # Off a quadratic, a rate far above the limit magnifies the last digit: two correct programs soon differ.
    if surface != "styblinski_tang" or steps == 37
]


def losses_of(surface: str, optimizer: str, start: Pair, rates: list[float]) -> list[float]:
    """The loss before each update."""
    function, _ = SURFACES[surface]
    method = OPTIMIZERS[optimizer]()
    x, y = start
    losses = []
    for lr in rates:
        try:
            loss, g = function(x, y)
            losses.append(loss)
            dx, dy = method.step(g, lr)
        except OverflowError:
            break
        x, y = x - dx, y - dy
    return losses


def fastai(losses: list[float], rates: list[float], n: int, floor: float) -> tuple[list[float], dict[str, float]]:
    """`lr_find` of fastai 2.7: LRFinder and AvgSmoothLoss, then the four suggestions."""
    smoothed: list[float] = []
    average, best = 0.0, math.inf
    for i, loss in enumerate(losses):
        average = loss + 0.98 * (average - loss)  # torch.lerp(loss, average, beta)
        smoothed.append(average / (1 - 0.98 ** (i + 1)))
        above = smoothed[-1] - floor
        best = min(above, best)
        if above > 4 * best:
            break
    lrs, seen = rates[: len(smoothed)][n // 10 : -5], smoothed[n // 10 : -5]
    slopes = [(b - a) / (math.log(p) - math.log(q)) for a, b, q, p in zip(seen, seen[1:], lrs, lrs[1:], strict=False)]
    return smoothed, {
        "steep": lrs[slopes.index(min(slopes))],
        "minimum": lrs[seen.index(min(seen))] / 10,
        "valley": fastai_valley(lrs, seen),
        "slide": fastai_slide(lrs, seen),
    }


def fastai_valley(lrs: list[float], losses: list[float]) -> float:
    n = len(losses)
    start, end = 0, 0
    lds = [1] * n
    for i in range(1, n):
        for j in range(i):
            if losses[i] < losses[j] and lds[i] < lds[j] + 1:
                lds[i] = lds[j] + 1
            if lds[end] < lds[i]:
                end = i
                start = end - lds[end]
    sections = (end - start) / 3
    return lrs[start + int(sections) + int(sections / 2)]


def fastai_slide(lrs: list[float], losses: list[float]) -> float:
    n = len(losses)
    inner = [(b - a) / 2 for a, b in zip(losses, losses[2:], strict=False)]
    slope = [losses[1] - losses[0], *inner, losses[n - 1] - losses[n - 2]]
    right, left = -1, -16
    found = lrs[left]
    while left >= -n and abs(slope[right] - slope[left]) > 0.005:
        found = lrs[left]
        right -= 1
        left -= 1
    return found


def pytorch_lr_finder(losses: list[float], rates: list[float], floor: float) -> tuple[list[float], float]:
    """`LRFinder.range_test` and `LRFinder.plot` of pytorch-lr-finder 0.2."""
    history: list[float] = []
    best = losses[0] - floor
    for iteration, raw in enumerate(losses):
        loss = raw if iteration == 0 else 0.05 * raw + (1 - 0.05) * history[-1]
        best = min(best, loss - floor)
        history.append(loss)
        if loss - floor > 5 * best:
            break
    lrs, seen = rates[: len(history)][10:-5], history[10:-5]
    inner = [(b - a) / 2 for a, b in zip(seen, seen[2:], strict=False)]
    slope = [seen[1] - seen[0], *inner, seen[-1] - seen[-2]]
    return history, lrs[slope.index(min(slope))]


def assert_same(reading: Reading, rates: list[float], losses: list[float], smoothed: list[float]) -> None:
    count = len(smoothed)
    assert reading.learning_rates.tolist() == pytest.approx(rates[:count], rel=1e-12)
    scale = max(map(abs, losses[:count]))
    np.testing.assert_allclose(reading.losses, losses[:count], rtol=1e-9, atol=1e-12 * scale)
    np.testing.assert_allclose(reading.smoothed, smoothed, rtol=1e-9, atol=1e-12 * scale)


@pytest.mark.parametrize(("surface", "optimizer", "start", "lowest", "highest", "steps"), CASES)
def test_it_reads_as_both_tools_do(
    surface: str, optimizer: str, start: Pair, lowest: float, highest: float, steps: int
) -> None:
    found = descentlab.range_test(
        surface=surface, optimizer=optimizer, start=start, lr_min=lowest, lr_max=highest, steps=steps
    )
    floor = SURFACES[surface][1]

    rates = [lowest * (highest / lowest) ** (i / steps) for i in range(steps)]
    losses = losses_of(surface, optimizer, start, rates)
    smoothed, suggestions = fastai(losses, rates, steps, floor)
    assert_same(found.fastai, rates, losses, smoothed)
    assert found.fastai.suggestions == pytest.approx(suggestions, rel=1e-9)

    rates = [lowest * (highest / lowest) ** (i / (steps - 1)) for i in range(steps)]
    losses = losses_of(surface, optimizer, start, rates)
    smoothed, suggestion = pytorch_lr_finder(losses, rates, floor)
    assert_same(found.pytorch_lr_finder, rates, losses, smoothed)
    assert found.pytorch_lr_finder.suggestions == {"steepest": pytest.approx(suggestion, rel=1e-9)}


def test_on_the_ravine_smoothing_lags() -> None:
    """It stops at .59 though the limit is .08, and `steep` is within 14 % of the limit."""
    found = descentlab.range_test(surface="ravine", start=(-8, 1.5), lr_min=1e-5, lr_max=10, steps=200)
    assert found.learning_rates[-1] == pytest.approx(0.59, abs=0.005)
    assert found.stability == pytest.approx(0.08)
    assert found.limit == pytest.approx(0.08, rel=0.02)
    assert found.suggestions["limit"] == found.limit
    steep = found.fastai.suggestions["steep"]
    assert steep is not None
    assert abs(steep / 0.08 - 1) < 0.14


@pytest.mark.parametrize(("surface", "limit"), [("bowl", 1.0), ("ravine", 0.08)])
def test_the_limit_is_where_runs_stop_converging(surface: str, limit: float) -> None:
    found = descentlab.range_test(surface=surface, steps=1000)
    assert found.limit is not None
    assert found.limit == pytest.approx(limit, rel=0.01)
    assert found.limit < limit
    assert descentlab.run(surface=surface, lr=found.limit, steps=1000).outcome is Outcome.CONVERGED
    assert descentlab.run(surface=surface, lr=1.01 * found.limit, steps=1000).outcome is not Outcome.CONVERGED


def test_no_limit_is_made_up() -> None:
    assert descentlab.range_test(surface="saddle").limit is None  # nothing converges
    assert descentlab.range_test(surface="ravine", steps=6).limit is None  # nothing has the time to
    assert descentlab.range_test(surface="ravine", optimizer="adam").stability is None


def test_the_optimizer_remembers() -> None:
    """One run through all rates, not a fresh start at each."""
    plain, heavy = (
        descentlab.range_test(surface="bowl", optimizer=name, start=(2, 2)).losses for name in ("gd", "momentum")
    )
    assert plain[0] == heavy[0]
    assert plain[1] == heavy[1]
    assert plain[2] > heavy[2]


def test_it_sees_what_the_setting_says() -> None:
    still = descentlab.range_test(surface="ravine", lr_min=1e-4, steps=60)
    noisy = [descentlab.range_test(surface="ravine", lr_min=1e-4, steps=60, noise=4, seed=seed) for seed in (1, 1, 2)]
    assert noisy[0].losses.tolist() == noisy[1].losses.tolist()
    assert noisy[0].losses[5] != still.losses[5]
    assert noisy[0].losses[5] != noisy[2].losses[5]
    held = descentlab.range_test(surface="ravine", lr_min=1e-4, steps=60, clip=0.1)
    assert held.losses[20] > still.losses[20]
    drawn = descentlab.range_test(surface="linear_regression", lr_min=1e-4, steps=60, batch=1)
    assert drawn.losses[5] != descentlab.range_test(surface="linear_regression", lr_min=1e-4, steps=60).losses[5]


def test_with_batches_it_sees_the_loss_of_the_batch_as_a_training_loop_does() -> None:
    """Linear regression by hand: the batch's mean before each update, and the update by its slope."""
    steps, batch, seed = 30, 3, 4
    surface = surfaces()["linear_regression"]
    assert surface.samples is not None
    a, _, t = np.array(surface.samples.columns)
    found = descentlab.range_test(surface="linear_regression", lr_min=1e-4, steps=steps, batch=batch, seed=seed)
    rows = batches_of(seed, steps, batch, a.size)
    x, y = surface.start
    losses = []
    for rate, row in zip(1e-4 * 1e5 ** (np.arange(steps) / steps), rows, strict=True):
        off = x + y * a[row] - t[row]
        losses.append(float((off**2 / 2).mean()))
        x, y = x - rate * off.mean(), y - rate * (off * a[row]).mean()
    shown = found.losses.size
    assert shown > 10
    assert found.losses == pytest.approx(losses[:shown], rel=1e-9)


def test_nothing_but_finite_numbers_comes_out() -> None:
    for surface in ("cliff", "beale", "monkey_saddle", "plateau"):
        found = descentlab.range_test(surface=surface, optimizer="momentum", lr_max=1e6, steps=300)
        for reading in (found.fastai, found.pytorch_lr_finder):
            values = (reading.learning_rates, reading.losses, reading.smoothed)
            assert all(np.isfinite(each).all() and each.size == reading.losses.size > 0 for each in values)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"lr_min": 1.0, "lr_max": 0.1}, "lr_max"),
        ({"lr_min": 0.1, "lr_max": 0.1}, "lr_max"),
        ({"lr_min": 0.0}, "lr_min"),
        ({"lr_max": math.inf}, "lr_max"),
        ({"steps": 5}, "steps"),
        ({"surface": "nothing"}, "surface"),
        ({"nothing": 1}, "nothing"),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, object], key: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        descentlab.range_test(**given)  # type: ignore[arg-type]
    assert [problem.parameter for problem in refused.value.errors] == [key]


@pytest.mark.parametrize(("lowest", "highest"), [(1e-300, 1e-9), (1e-9, 1e-3), (1e-3, 1e-3 * (1 + 1e-15)), (0.1, 0.2)])
def test_the_rates_reach_from_end_to_end(lowest: float, highest: float) -> None:
    """However far apart these are, or however near."""
    found = descentlab.range_test(surface="bowl", lr_min=lowest, lr_max=highest)
    for reading, count in ((found.fastai, 100), (found.pytorch_lr_finder, 99)):
        ratio = Decimal(highest) / Decimal(lowest)
        exact = [float(Decimal(lowest) * ratio ** (Decimal(i) / count)) for i in range(100)]
        assert reading.learning_rates[0] == lowest
        assert reading.learning_rates == pytest.approx(exact, rel=1e-13, abs=0)


@pytest.mark.parametrize(("lowest", "highest"), [(1e-300, 1e300), (5e-324, 1.7976931348623157e308), (5e-324, 1e-323)])
def test_rates_as_far_apart_as_float64_goes(lowest: float, highest: float) -> None:
    found = descentlab.range_test(surface="bowl", lr_min=lowest, lr_max=highest)
    for reading in (found.fastai, found.pytorch_lr_finder):
        assert reading.learning_rates[0] == lowest
        assert (np.diff(reading.learning_rates) >= 0).all()
        assert reading.learning_rates[-1] <= highest
    if lowest > 1e-307:
        assert found.learning_rates[1] == pytest.approx(1e-294)
