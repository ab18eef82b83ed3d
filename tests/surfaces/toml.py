"""TOML as tests write it: a table of keys and values, as it is read."""

import json
import math
from datetime import date
from typing import Any


def toml(value: Any) -> str:
    """A value, tables within it inline."""
    match value:
        case bool():
            return str(value).lower()
        case float() if not math.isfinite(value):
            return str(value)
        case int() | float() | date():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return f"{{{', '.join(f'{toml(key)} = {toml(each)}' for key, each in value.items())}}}"
    raise TypeError(value)


def document(tables: dict[str, Any]) -> str:
    """A whole file."""
    return "".join(f"{toml(key)} = {toml(value)}\n" for key, value in tables.items())
