"""The OpenAPI document: valid, and of every key it says what the `Parameter` says."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.openapi.models import OpenAPI

from descentlab.common.parameters import Parameter
from descentlab.common.text import as_typed
from descentlab.setting.query import KEYS, TEXTS
from descentlab.setting.setting import NUMBERS, OF_SURFACE
from descentlab.web.openapi import schema_of
from descentlab.web.routes.endpoints import API
from tests.helpers.asking import ROUTES
from tests.helpers.registries import REGISTRIES
from tests.web.conftest import Client

Schema = dict[str, Any]


@pytest.fixture(scope="module")
def document(app: FastAPI) -> Schema:
    return app.openapi()


def operation(document: Schema, path: str) -> Schema:
    found: Schema = document["paths"][path]["get"]
    return found


def parameters(document: Schema, path: str) -> dict[str, Schema]:
    """A route's keys and their schemas."""
    found = operation(document, path).get("parameters", [])
    assert len({each["name"] for each in found}) == len(found)
    assert all(each["in"] == "query" and not each["required"] and each["description"] for each in found)
    return {each["name"]: each["schema"] for each in found}


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [reference for each in value.values() for reference in references(each)]
    return [reference for each in value for reference in references(each)] if isinstance(value, list) else []


def test_the_document_is_valid(document: Schema) -> None:
    OpenAPI.model_validate(document)
    for reference in references(document):
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in document["components"][kind]
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(set(names)) == len(names)


def test_the_document_has_the_api_and_nothing_else(document: Schema) -> None:
    assert set(document["paths"]) == {*ROUTES, f"{API}/catalogue", f"{API}/stories"}
    for path in document["paths"].values():
        assert {"200", "404", "422", "503"} <= path["get"]["responses"].keys()


@pytest.mark.parametrize("path", ROUTES)
def test_every_key_is_described(document: Schema, path: str) -> None:
    described, keys = parameters(document, path), ROUTES[path]
    for parameter in (*keys.own, *(number for number in NUMBERS if number.name in keys.others)):
        schema = schema_of(parameter)
        if parameter.name in OF_SURFACE and parameter in NUMBERS:
            del schema["default"]  # it is the surface's own
        assert described.pop(parameter.name) == schema
    for noun in REGISTRIES.keys() & set(keys.others):
        assert described.pop(noun)["enum"] == list(REGISTRIES[noun])
        for entry in REGISTRIES[noun].values():
            for parameter in entry.parameters:
                schema = described[f"{noun}.{parameter.name}"]
                stated = {name: value for name, value in schema_of(parameter).items() if name != "default"}
                assert stated in schema.get("anyOf", [schema])
    assert {key.partition(".")[0] for key in described} <= set(keys.others)
    assert {key for key in described if "." not in key} == TEXTS.keys() & set(keys.others)


@pytest.mark.anyio
@pytest.mark.parametrize("path", ROUTES)
async def test_a_form_that_sends_every_default_is_answered(document: Schema, client: Client, path: str) -> None:
    """As the form of /docs does, and many a generated client: no default belongs to an entry that is not chosen."""
    stated = {name: schema["default"] for name, schema in parameters(document, path).items() if "default" in schema}
    assert "surface" in stated
    answer = await client.get(path, params={name: as_typed(value) for name, value in stated.items()})
    assert answer.status_code == 200


def test_the_default_of_an_option_is_told(document: Schema) -> None:
    described = {each["name"]: each for each in operation(document, f"{API}/trajectory")["parameters"]}
    for noun, registry in REGISTRIES.items():
        for id, entry in registry.items():
            for parameter in entry.parameters:
                told = described[f"{noun}.{parameter.name}"]["description"]
                assert f"{id}: {parameter.help}" in told
                assert parameter.default is None or f"By default {as_typed(parameter.default)}." in told


def test_operations_have_names_that_a_person_would_choose(document: Schema) -> None:
    operations = {path: operation(document, path) for path in document["paths"]}
    for path, each in operations.items():
        assert each["operationId"] == path.removeprefix(f"{API}/").replace("-", "_")
        assert each["operationId"].isidentifier()
        assert each["summary"] == each["operationId"].replace("_", " ").capitalize()
        assert each["description"].endswith(".")
    named = {each["name"] for each in document["tags"]}
    assert all(each["description"] for each in document["tags"])
    assert {tag for each in operations.values() for tag in each["tags"]} == named
    assert all(len(each["tags"]) == 1 for each in operations.values())


def test_all_routes_together_have_the_whole_grammar(document: Schema) -> None:
    described = {key for path in ROUTES for key in parameters(document, path)}
    assert set(KEYS) <= described


@pytest.mark.parametrize(
    ("parameter", "schema"),
    [
        (
            Parameter("n", "", "", 2, 1, 5, kind="integer"),
            {"type": "integer", "minimum": 1, "maximum": 5, "default": 2},
        ),
        (Parameter("n", "", "", None, 0, above=True), {"type": "number", "exclusiveMinimum": 0}),
        (
            Parameter("n", "", "", 0.5, 0, 1, below=True),
            {"type": "number", "minimum": 0, "exclusiveMaximum": 1, "default": 0.5},
        ),
        (Parameter("n", "", "", False, kind="flag"), {"type": "boolean", "default": False}),
        (
            Parameter("n", "", "", "a", kind="choice", choices=("a", "b")),
            {"type": "string", "enum": ["a", "b"], "default": "a"},
        ),
    ],
)
def test_the_schema_of_a_parameter(parameter: Parameter, schema: Schema) -> None:
    assert schema_of(parameter) == schema
