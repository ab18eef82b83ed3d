"""What the OpenAPI document says of the query, from the same `Parameter`s that check it, and of errors."""

from typing import Any

from descentlab.common.parameters import MAX_INTEGERS, MAX_POINTS, Parameter
from descentlab.common.text import as_typed
from descentlab.setting.query import TEXTS
from descentlab.setting.setting import DEFAULTS, NUMBERS, OF_SURFACE, registries
from descentlab.web.keys import Keys

Schema = dict[str, Any]

TAGS = {
    "runs": "One run, how it ended and what would have gone better.",
    "studies": "Many runs at once: a slider of rates, a map of starts, a range test.",
    "surfaces": "What is descended.",
    "service": "What there is to choose from.",
}
"""The groups of the documentation, in their order."""

_TEXT: Schema = {"type": "string"}
PROBLEM: Schema = {
    "title": "Problem details (RFC 9457)",
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        **dict.fromkeys(("type", "title", "detail"), _TEXT),
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "message"],
                "properties": dict.fromkeys(("parameter", "message"), _TEXT)
                | {
                    "remedies": {"type": "array", "items": _TEXT, "description": "Values to put in its place."},
                    "position": {"type": "integer", "description": "The character, from 0, where a formula is wrong."},
                },
            },
        },
    },
}
PROBLEMS: dict[int | str, Schema] = {
    status: {"description": text, "content": {"application/problem+json": {"schema": PROBLEM}}}
    for status, text in {
        404: "An id that does not exist",
        422: "A key or a value that is not allowed",
        503: "Too busy: try again after the seconds that Retry-After says",
    }.items()
}


def describe(keys: Keys) -> Schema:
    """The query of a route."""
    own = [_described(parameter.name, parameter.help, schema_of(parameter)) for parameter in keys.own]
    return {"parameters": own + [each for each in _grammar() if each["name"].partition(".")[0] in keys.others]}


def _grammar() -> list[Schema]:
    """Every key of the query grammar."""
    nouns = registries()
    ids = [
        _described(noun, f"Id of the {noun}.", _TEXT | {"enum": list(registry), "default": DEFAULTS[noun]})
        for noun, registry in nouns.items()
    ]
    numbers = [_number(each) for each in NUMBERS]
    texts = [_described(key, f"{help} Example: {example}", _TEXT) for key, (help, example) in TEXTS.items()]
    options: dict[str, dict[str, Parameter]] = {}
    for noun, registry in nouns.items():
        for entry in registry.values():
            for parameter in entry.parameters:
                options.setdefault(f"{noun}.{parameter.name}", {})[entry.id] = parameter
    return [*ids, *numbers, *texts, *(_option(key, owners) for key, owners in options.items())]


def _number(parameter: Parameter) -> Schema:
    """A number of the run; a default that depends on the surface is told, not stated."""
    default = OF_SURFACE.get(parameter.name)
    if default is None:
        return _described(parameter.name, parameter.help, schema_of(parameter))
    return _described(parameter.name, f"{parameter.help} By default {default}.", _without_default(parameter))


def _without_default(parameter: Parameter) -> Schema:
    return {name: value for name, value in schema_of(parameter).items() if name != "default"}


def _option(key: str, owners: dict[str, Parameter]) -> Schema:
    """A dotted key; what is allowed may depend on whose it is.

    Its default is told, not stated: forms and clients send what is stated, and other entries would refuse it.
    """
    texts = [f"{owner}: {parameter.help}{_default_in_words(parameter)}" for owner, parameter in owners.items()]
    schemas: list[Schema] = []
    for schema in map(_without_default, owners.values()):
        schemas += [] if schema in schemas else [schema]
    return _described(key, " ".join(texts), schemas[0] if len(schemas) == 1 else {"anyOf": schemas})


def _default_in_words(parameter: Parameter) -> str:
    return "" if parameter.default is None else f" By default {as_typed(parameter.default)}."


def schema_of(parameter: Parameter) -> Schema:
    """A `Parameter`'s kind, bounds and default."""
    types = {"number": "number", "integer": "integer", "integers": "integer", "flag": "boolean"}
    stated = {
        "exclusiveMinimum" if parameter.above else "minimum": parameter.minimum,
        "exclusiveMaximum" if parameter.below else "maximum": parameter.maximum,
        "enum": list(parameter.choices) or None,
    }
    schema: Schema = {"type": types.get(parameter.kind, "string")} | {
        key: value for key, value in stated.items() if value is not None
    }
    if parameter.kind == "integers":
        schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": MAX_INTEGERS}
    if parameter.kind in ("points", "stretches"):
        schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2 * MAX_POINTS}
    default = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
    return schema if default is None else schema | {"default": default}


def _described(name: str, description: str, schema: Schema) -> Schema:
    described = {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
    # A list is one value with commas in it, not a key given many times.
    return described | ({"style": "form", "explode": False} if schema.get("type") == "array" else {})
