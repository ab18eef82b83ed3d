"""Torch's spellings are understood where they mean one thing, in Python as in a query; else ours is told."""

from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

import descentlab
from descentlab.common.errors import InvalidSetting
from descentlab.setting.keywords import Keywords, SettingKeywords
from descentlab.setting.query import KEYS, parse, settle, write
from descentlab.setting.setting import Setting, make_setting
from descentlab.setting.spellings import ENTRIES, PACKAGES, PLAIN, TUPLES, owners

# torch.optim's and torch.optim.lr_scheduler's classes, as their pages list them, and what they are here.
OPTIMIZER_CLASSES = {
    "SGD": "gd",
    "Adam": "adam",
    "AdamW": "adamw",
    "RMSprop": "rmsprop",
    "Adagrad": "adagrad",
    "NAdam": "nadam",
    "RAdam": "radam",
    "Rprop": "rprop",
    "Adadelta": "adadelta",
    "Adamax": "adamax",
}
SCHEDULE_CLASSES = {
    "CosineAnnealingLR": "cosine",
    "CosineAnnealingWarmRestarts": "cosine_restarts",
    "StepLR": "step",
    "MultiStepLR": "multistep",
    "ExponentialLR": "exponential",
    "ReduceLROnPlateau": "plateau",
    "OneCycleLR": "one_cycle",
    "CyclicLR": "cyclic",
    "LinearLR": "linear",
    "PolynomialLR": "polynomial",
}
CLASSES = [("optimizer", *pair) for pair in OPTIMIZER_CLASSES.items()]
CLASSES += [("schedule", *pair) for pair in SCHEDULE_CLASSES.items()]


def of(query: str) -> Setting:
    """The setting of a query as an address bar holds it."""
    return parse(parse_qsl(query, keep_blank_values=True))


def errors(query: str) -> dict[str, str]:
    """What is refused, by key; a page leaves exactly that out."""
    items = parse_qsl(query, keep_blank_values=True)
    with pytest.raises(InvalidSetting) as refused:
        parse(items)
    found = {each.parameter: each.message for each in refused.value.errors}
    assert {each.parameter for each in settle(items).errors} >= found.keys()
    assert found.keys() <= {key for key, _ in items}
    return found


def test_every_class_is_known() -> None:
    """An entry that says it is torch's says which class; the table above is written by hand."""
    for noun, classes in (("optimizer", OPTIMIZER_CLASSES), ("schedule", SCHEDULE_CLASSES)):
        stated = {entry.torch: id for id, entry in ENTRIES[noun].items() if entry.torch}
        assert {name: stated.get(name) for name in classes} == classes
        for name, id in stated.items():
            assert name in ENTRIES[noun][id].source


@pytest.mark.parametrize(("noun", "name", "id"), CLASSES)
def test_a_class_is_an_entry(noun: str, name: str, id: str) -> None:
    expected = of(f"{noun}={id}")
    packages = [each for each in PACKAGES if ("lr_scheduler" in each) == (noun == "schedule")]
    for spelt in (name, name.lower(), *(package + name for package in packages)):
        assert of(f"{noun}={spelt}") == expected
        assert make_setting(**{noun: spelt}) == expected
    assert f"{noun}={id}&" in write(of(f"{noun}={name}"))


@pytest.mark.parametrize(
    ("query", "ours"),
    [
        ("optimizer=Adam&betas=0.8,0.9", "optimizer=adam&optimizer.beta1=0.8&optimizer.beta2=0.9"),
        ("optimizer=Adam&optimizer.betas=0.8,0.9", "optimizer=adam&optimizer.beta1=0.8&optimizer.beta2=0.9"),
        ("optimizer=adam&betas=(0.8, 0.9)", "optimizer=adam&optimizer.beta1=0.8&optimizer.beta2=0.9"),
        ("optimizer=lion&betas=0.8,0.9", "optimizer=lion&optimizer.beta1=0.8&optimizer.beta2=0.9"),
        ("optimizer=Rprop&etas=0.4,1.3", "optimizer=rprop&optimizer.etaminus=0.4&optimizer.etaplus=1.3"),
        (
            "optimizer=Rprop&step_sizes=1e-5,10",
            "optimizer=rprop&optimizer.step_size_min=1e-5&optimizer.step_size_max=10",
        ),
        ("learning_rate=0.2", "lr=0.2"),
        ("weight_decay=0.1", "optimizer=gd&optimizer.weight_decay=0.1"),
        ("optimizer=rmsprop&alpha=0.9&momentum=0.5", "optimizer=rmsprop&optimizer.alpha=0.9&optimizer.momentum=0.5"),
        ("optimizer=adam&amsgrad=True&eps=1e-6", "optimizer=adam&optimizer.amsgrad=true&optimizer.eps=1e-6"),
        ("schedule=plateau&eps=1e-6", "schedule=plateau&schedule.eps=1e-6"),
        ("schedule=CosineAnnealingLR&T_max=50", "schedule=cosine&schedule.t_max=50"),
        ("schedule=cosine&schedule.T_max=50", "schedule=cosine&schedule.t_max=50"),
        (
            "schedule=CosineAnnealingWarmRestarts&T_0=9&T_mult=2",
            "schedule=cosine_restarts&schedule.t_0=9&schedule.t_mult=2",
        ),
        ("schedule=StepLR&step_size=9&gamma=0.5", "schedule=step&schedule.step_size=9&schedule.gamma=0.5"),
        ("optimizer=sgd&momentum=0", "optimizer=gd"),
        ("optimizer=sgd&momentum=0&dampening=0&weight_decay=0.1&nesterov=False", "optimizer.weight_decay=0.1"),
        ("optimizer=sgd&momentum=0.8", "optimizer=momentum&optimizer.momentum=0.8"),
        ("optimizer=sgd&optimizer.momentum=0.8", "optimizer=momentum&optimizer.momentum=0.8"),
        (
            "optimizer=SGD&momentum=0.8&dampening=0.1",
            "optimizer=momentum&optimizer.momentum=0.8&optimizer.dampening=0.1",
        ),
        ("optimizer=torch.optim.SGD&momentum=0.8&nesterov=True", "optimizer=nesterov&optimizer.momentum=0.8"),
        ("optimizer=SGD&momentum=0.8&nesterov=1&dampening=0", "optimizer=nesterov&optimizer.momentum=0.8"),
    ],
)
def test_a_spelling_is_its_plain_form(query: str, ours: str) -> None:
    assert of(query) == of(ours)
    assert write(of(query)) == write(of(ours))
    reversed_items = list(reversed(parse_qsl(query)))
    assert parse(reversed_items) == of(ours)


@pytest.mark.parametrize(
    "given",
    [
        {"betas": (0.8, 0.9)},
        {"betas": [0.8, 0.9]},
        {"betas": np.array([0.8, 0.9])},
        {"optimizer_options": {"betas": (0.8, 0.9)}},
        {"learning_rate": 0.075, "beta1": 0.8, "optimizer_options": {"beta2": 0.9}},
    ],
)
def test_keywords_are_understood_too(given: dict[str, Any]) -> None:
    ours = make_setting(optimizer="adam", optimizer_options={"beta1": 0.8, "beta2": 0.9})
    assert make_setting(optimizer="Adam", **given) == ours


def test_a_run_is_that_of_the_plain_form() -> None:
    spelt = descentlab.run(optimizer="SGD", momentum=0.9, nesterov=True, learning_rate=0.02, steps=20)
    assert spelt == descentlab.run(optimizer="nesterov", optimizer_options={"momentum": 0.9}, lr=0.02, steps=20)


@pytest.mark.parametrize(
    ("query", "key", "told"),
    [
        ("optimizer=SGD&nesterov=true", "nesterov", "needs a momentum above 0"),
        ("optimizer=SGD&optimizer.nesterov=true", "optimizer.nesterov", "needs a momentum above 0"),
        ("optimizer=SGD&momentum=0.9&nesterov=true&dampening=0.1", "dampening", "optimizer.momentum"),
        ("optimizer=SGD&momentum=fast", "momentum", "a finite number"),
        ("optimizer=SGD&nesterov=perhaps", "nesterov", "true or false"),
        ("optimizer=nesterov&nesterov=true", "nesterov", "torch's SGD"),
        ("nesterov=true", "nesterov", "did you mean optimizer=nesterov?"),
        ("momentum=0.9", "momentum", "gd has no momentum: optimizer.momentum belongs to momentum, nesterov, rmsprop"),
        ("betas=0.9,0.99", "betas", "optimizer.beta1 and optimizer.beta2 belong to adam"),
        ("gamma=0.9", "gamma", "constant has no gamma: schedule.gamma belongs to step"),
        ("eps=1e-3", "eps", "gd and constant"),
        ("optimizer=adam&schedule=plateau&eps=1e-6", "eps", "did you mean optimizer.eps or schedule.eps?"),
        ("optimizer=Adam&betas=0.9", "betas", "beta1 and beta2"),
        ("optimizer=Adam&betas=0.9,0.9,0.9", "betas", "beta1 and beta2"),
        ("optimizer=Adam&betas=0.9,1.5", "betas", "“1.5” is not allowed: beta2 is"),
        ("optimizer=Adam&optimizer.betas=0.9,1.5", "optimizer.betas", "“1.5” is not allowed: beta2 is"),
        ("optimizer=Adam&betas=0.9,0.99&optimizer.beta1=0.8", "betas", "optimizer.beta1 is given already"),
        ("learning_rate=0.1&lr=0.1", "learning_rate", "lr is given already"),
        ("learning_rate=fast", "learning_rate", "lr is a finite number above 0"),
        ("schedule=ConstantLR", "schedule", "warmup"),
        ("schedule=torch.optim.lr_scheduler.ConstantLR", "schedule", "one rate throughout is constant"),
        ("optimizer=torch.optim.gd", "optimizer", "there are gd"),
        ("optimizer=adan", "optimizer", "did you mean adam"),
        ("optimizer=GD", "optimizer", "did you mean gd?"),
        ("surface=Rosenbrok", "surface", "did you mean rosenbrock?"),
        ("step=20", "step", "did you mean steps?"),
        ("optimizer=adam&optimizer.beta_1=0.9", "optimizer.beta_1", "did you mean optimizer.beta1"),
    ],
)
def test_what_means_nothing_or_two_things_is_told_what_ours_is(query: str, key: str, told: str) -> None:
    assert told in errors(query)[key]


def test_what_hangs_on_a_refused_name_is_not_refused_beside_it() -> None:
    assert set(errors("optimizer=foo&betas=0.9,0.99")) == {"optimizer"}
    assert set(errors("schedule=ConstantLR&factor=0.3&total_iters=5")) == {"schedule"}


def test_no_spelling_takes_a_key_of_the_grammar() -> None:
    assert not {key for key in KEYS if owners(key)}
    names = {
        parameter.name for entries in ENTRIES.values() for entry in entries.values() for parameter in entry.parameters
    }
    for key in (*PLAIN, *TUPLES, *names):
        assert owners(key) <= {*KEYS}
        assert owners(key)


def test_type_checkers_know_some_spellings() -> None:
    assert all(owners(key) for key in Keywords.__annotations__.keys() - SettingKeywords.__annotations__.keys())


@pytest.mark.parametrize("options", [[], 3, "betas", {1: 2}, {None: 1}])
def test_options_that_are_no_dictionary_are_refused_as_ever(options: Any) -> None:
    with pytest.raises(InvalidSetting):
        make_setting(optimizer="Adam", betas=(0.9, 0.99), optimizer_options=options)
