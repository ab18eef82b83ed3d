"""descentlab: `family()`, whose slopes come with the points and losses; and with every lane judged besides."""

import descentlab
from bench._peers import Prepared, Result, Work

NAME = "descentlab.family()"
NAME_OUTCOMES = "the same, outcomes and sharpness too"


def family_of(work: Work) -> descentlab.Family:
    """As a user calls it."""
    return descentlab.family(
        work.rates, surface=work.surface, optimizer=work.optimizer, start=work.start, steps=work.steps
    )


def result_of(family: descentlab.Family) -> Result:
    """As a user reads it, in the peers' order of axes."""
    return family.points.transpose(1, 2, 0), family.losses.T


def prepare(work: Work) -> Prepared:
    """Points and losses."""
    return Prepared(lambda: result_of(family_of(work)))


def prepare_outcomes(work: Work) -> Prepared:
    """All that a family knows of itself."""

    def call() -> Result:
        family = family_of(work)
        assert len(family.outcomes) == len(family.history.sharpness[0])
        return result_of(family)

    return Prepared(call)
