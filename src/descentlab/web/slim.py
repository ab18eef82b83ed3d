"""The catalogue as a page hands it to its scripts: what they need of it, and the page does not say already."""

from typing import Any

from descentlab.setting.race import OWN

FOR_SCRIPTS = {
    "id",
    "name",
    "start",
    "domain",
    "lr",
    "steps",
    "samples",
    "teaches",
    "color",
    "dash",
    "marker",
    "move",
    "chooses",
    "felt",
    "gradients",
    "values",
    "hessians",
    "handles",
    "plain_at",
}
BOUNDS = ("minimum", "maximum", "above", "below", "reach", "up_to")


def slim(known: dict[str, Any]) -> dict[str, Any]:
    """What the scripts need of the catalogue: the equations are drawn by the template, the long lists by nobody."""
    nouns = ("surfaces", "optimizers", "schedules")
    entries = {
        noun: [
            {
                key: slim_handles(value) if key == "handles" else value
                for key, value in entry.items()
                if key in FOR_SCRIPTS
            }
            | {"parameters": slim_parameters(entry["parameters"])}
            | ({"model": entry["model"]} if entry.get("model") else {})
            for entry in known[noun]
        ]
        for noun in nouns
    }
    return entries | {
        "outcomes": [{key: outcome[key] for key in ("id", "short")} for outcome in known["outcomes"]],
        "parameters": slim_parameters(known["parameters"]),
        "notches": known["notches"],
        "glossary": known["glossary"],
        "own": OWN,
    }


def slim_parameters(parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What decides whether a value is allowed, the bounds it has: the words stand in the page already."""
    return [
        {key: each[key] for key in ("name", "label", "symbol", "kind", "default") if key != "symbol" or each[key]}
        | {key: each[key] for key in BOUNDS if each[key] is not None and each[key] is not False and each[key] != ""}
        | ({} if each["scale"] == "linear" else {"scale": each["scale"]})
        for each in parameters
    ]


def slim_handles(handles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is said of each."""
    return [{key: value for key, value in each.items() if value} for each in handles]
