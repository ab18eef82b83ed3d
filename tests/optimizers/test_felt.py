"""The symbol of the curvature that an update feels is that of what it divides by."""

import pytest

from descentlab.formats.catalogue import catalogue
from descentlab.optimizers import OPTIMIZERS, Optimizer

EVERY = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


@EVERY
def test_the_curvature_is_divided_by_the_root_of_its_own_squares(optimizer: Optimizer) -> None:
    """v as it is, or with a hat where its start from zero is corrected: as its square in "Inside" has it."""
    if optimizer.preconditioned is None:
        assert optimizer.felt == "λ"
        return
    [square] = [inner.symbol for inner in optimizer.inner if inner.kind == "squares"]
    assert optimizer.felt == f"λ/√{square}"
    assert f"(√{square} + ε)" in optimizer.move
    assert (r"\hat v" in optimizer.equation) == ("v̂" in optimizer.felt)


def test_the_page_is_told() -> None:
    told = {entry["id"]: entry["felt"] for entry in catalogue()["optimizers"]}
    assert (told["adam"], told["rmsprop"], told["gd"]) == ("λ/√v̂", "λ/√v", "λ")
