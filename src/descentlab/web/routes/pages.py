"""The pages: the lab, the same in a frame, and on a projector. One template; the profile decides the layout."""

from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from descentlab.common import paths
from descentlab.common.errors import FieldError
from descentlab.common.text import strict_json
from descentlab.formats.catalogue import catalogue, describe_parameter, thumbnail
from descentlab.setting.query import canonical, settle, write
from descentlab.setting.rates import LR_DIGITS
from descentlab.setting.setting import Setting
from descentlab.surfaces import surfaces
from descentlab.web.cache import response_cache
from descentlab.web.errors import MOST_TOLD
from descentlab.web.keys import PAGE, PAGE_STEPS, read
from descentlab.web.routes.endpoints import API
from descentlab.web.templating import render, templates_changed

PARTS = (
    *("header", "legend", "track", "verdict", "predict", "start", "optimizer", "schedule", "surface"),
    *("steps", "noise", "transport", "charts", "rule", "table", "share"),
)
"""What `hide=` may name."""
DESCRIPTION = "See what a learning rate does: drag it, and watch gradient descent creep, arrive, swing or diverge."

router = APIRouter(include_in_schema=False)


@router.get("/")
def lab(request: Request) -> Response:
    """The lab."""
    return page(request, "lab")


@router.get("/embed")
def embed(request: Request) -> Response:
    """The lab inside a frame."""
    return page(request, "embed")


@router.get("/present")
def present(request: Request) -> Response:
    """The lab on a projector."""
    return page(request, "projector")


def page(request: Request, profile: str) -> Response:
    """The lab's template in a profile; keys that are refused fall back to their default, with a notice."""
    query = read(request, PAGE)
    hidden, unknown_parts = hidden_parts([text for key, text in query.rest if key == "hide"])
    rest = [(key, text) for key, text in query.rest if key != "hide"]
    settled = settle([*rest, (PAGE_STEPS.name, str(query.own[PAGE_STEPS.name]))])
    chosen = query.own["profile"]
    options = {
        # A frame stays one: only the address /embed may be framed.
        "profile": profile if chosen is None or profile == "embed" else chosen,
        "hide": hidden,
        "predict": query.own["predict"],
        "asked": chosen is not None and profile != "embed",
    }
    problems = [*query.problems, *unknown_parts, *settled.problems]
    notices = [{"parameter": each.parameter, "message": each.message} for each in problems[:MOST_TOLD]]

    def compute() -> bytes:
        return render("lab.html", lab_context(settled.setting, options, notices)).encode()

    shown = strict_json([write(settled.setting), options, notices, templates_changed()])
    # Never kept by a client without asking, since it names the version of everything else.
    return response_cache(request).send(request, shown, "text/html", compute, cache_control="no-cache")


def hidden_parts(lists: list[str]) -> tuple[list[str], list[FieldError]]:
    """The parts that `hide=` names, and what it names in vain."""
    named = list(dict.fromkeys(name for text in lists for name in text.split(",") if name))
    unknown = ", ".join(name for name in named if name not in PARTS)
    message = f"there is no part {unknown[:40]!r}; there are {', '.join(PARTS)}"
    return [name for name in named if name in PARTS], [FieldError("hide", message)] if unknown else []


def lab_context(setting: Setting, options: dict[str, Any], notices: list[dict[str, str]]) -> dict[str, Any]:
    """What the template shows, `data` being what it hands to the scripts."""
    state = canonical(setting)
    known = catalogue()
    known["settings"] = [
        describe_parameter(PAGE_STEPS) if each["name"] == PAGE_STEPS.name else each for each in known["settings"]
    ]
    data = {"state": state, "notices": notices, "page": options, "catalogue": for_scripts(known), "api": f".{API}"}
    return {
        "title": "Descent Lab",
        "description": DESCRIPTION,
        "state": state,
        "notices": notices,
        "page": options,
        "catalogue": with_markup(known),
        "parts": PARTS,
        "data": json_markup(data),
        "preloads": preloads(write(setting)),
        "modules": modules(),
    }


FOR_SCRIPTS = {"id", "name", "parameters", "start", "samples", "teaches", "color", "dash", "marker"}


def for_scripts(known: dict[str, Any]) -> dict[str, Any]:
    """What the scripts need of the catalogue: the equations are drawn by the template, the long lists by nobody."""
    nouns = ("surfaces", "optimizers", "schedules")
    slim = {
        noun: [{key: value for key, value in entry.items() if key in FOR_SCRIPTS} for entry in known[noun]]
        for noun in nouns
    }
    return slim | {key: known[key] for key in ("settings", "notches")}


def json_markup(value: object) -> Markup:
    """JSON for inside a script element, which only a closing tag could end."""
    return Markup(strict_json(value).replace("<", "\\u003c"))


def with_markup(known: dict[str, Any]) -> dict[str, Any]:
    """The catalogue with its MathML and drawings, which are our own, as markup for the template."""
    drawings = {surface.id: Markup(thumbnail(surface)) for surface in surfaces().values()}
    return known | {
        "surfaces": [
            entry | {"formula": Markup(entry["formula"]), "thumbnail": drawings[entry["id"]]}
            for entry in known["surfaces"]
        ],
        "optimizers": [
            entry | {"equation": Markup(entry["equation"]), "direction": Markup(entry["direction"])}
            for entry in known["optimizers"]
        ],
        "schedules": [entry | {"equation": Markup(entry["equation"])} for entry in known["schedules"]],
    }


def preloads(query: str) -> list[str]:
    """The answers the page asks for first, so that they travel while the scripts do."""
    family = "&".join(pair for pair in query.split("&") if not pair.startswith("lr="))
    return [f".{API}/family?{family}&lr_digits={LR_DIGITS}"]


def modules() -> list[str]:
    """Every module of the page: without this hint a browser would find them one import at a time."""
    return [path.relative_to(paths.STATIC).as_posix() for path in sorted(paths.STATIC.rglob("*.js"))]
