"""The pages: the lab, on a projector, beside a map. One template; the profile decides the layout."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from descentlab.common import paths
from descentlab.common.errors import FieldError
from descentlab.common.parameters import Parameter, defaults
from descentlab.common.text import strict_json
from descentlab.formats.catalogue import catalogue, describe_parameter
from descentlab.formulas.mathml import mathml
from descentlab.learn.stories import Story, by_settings
from descentlab.optimizers import OPTIMIZERS
from descentlab.schedules import SCHEDULES
from descentlab.setting.query import KEYS, State, canonical, settle, write_state
from descentlab.setting.race import KEY as VS
from descentlab.setting.rates import LR_DIGITS
from descentlab.setting.setting import LR, STEPS, Setting
from descentlab.surfaces.examples import EXAMPLES
from descentlab.web.answers import Asked, answers_of
from descentlab.web.cache import Form
from descentlab.web.encoding import PAGES
from descentlab.web.errors import MOST_TOLD
from descentlab.web.keys import PAGE_STEPS, PREDICT, VIEW, Keys, read
from descentlab.web.modules import import_closure
from descentlab.web.parts import HIDEABLE, LATE, LOOKS, MODULES, PARTS, parts_in
from descentlab.web.routes.endpoints import API
from descentlab.web.routes.pieces import PIECE_KEYS, piece_of
from descentlab.web.routes.races import RACE_KEYS, race_of
from descentlab.web.slim import slim
from descentlab.web.templating import render
from descentlab.web.version import code_version

DESCRIPTION = "See what a learning rate does: drag it, and watch gradient descent creep, arrive, swing or diverge."
PAGE_SECONDS = 0.02
ENTRY = "pages/lab.js"
SHEETS = (
    "tokens",
    "base",
    "controls",
    "hand",
    "settings",
    "stage",
    "charts",
    "explain",
    "predict",
    "tools",
    "print",
)
PROFILES = {
    "lab": ("layout", "phone"),
    "embed": ("embed",),
    "projector": ("projector",),
    "atlas": ("layout", "phone", "atlas", "map-page"),
}
"""How a page may be laid out, and the sheets for that beside `SHEETS`."""
ALSO = {"embed": ("shell/frame.js",), "projector": ("shell/present.js",), "atlas": ("panels/atlas.js",)}
"""The modules that only a profile loads."""
PANELS = {"atlas": ("atlas",)}
"""The panels that only a profile has from the beginning."""
LOOK_IDS = tuple(look.id for look in LOOKS)
THEMES = ("light", "dark", "auto")
"""`auto` is the system's, whatever was chosen here before."""
FANS = ("paths", "mean", "both")
"""What may be shown of the same run with other seeds."""
PAGE = Keys(
    own=(
        Parameter("profile", "Profile", "", None, kind="choice", choices=tuple(PROFILES), help="How it is laid out."),
        PREDICT,
        VIEW,
        Parameter("theme", "Theme", "", None, kind="choice", choices=THEMES, help="Light, dark, or as the system is."),
        Parameter("autoplay", "Autoplay", "", True, kind="flag", help="Play the first picture once, by itself."),
        Parameter("look", "View", "", "plane", kind="choice", choices=LOOK_IDS, help="How the surface is shown."),
        Parameter(
            "seeds", "Seeds", "", None, kind="choice", choices=FANS, help="Paths of other seeds, their mean, or both."
        ),
        Parameter("loop", "Loop", "", None, kind="flag", help="Play again and again."),
        Parameter("colour", "Colour", "", None, kind="choice", choices=("rate",), help="Colour the path by η."),
        replace(PAGE_STEPS, default=None),  # the surface's own
        *RACE_KEYS,
    ),
    others=("hide", VS, *(key for key in KEYS if key != STEPS.name)),
)
ATLAS_PAGE = replace(PAGE, own=(*PAGE.own, *PIECE_KEYS))
"""What the page of the map reads beside that."""

FORM = Form(("text/html",), cache_control="no-cache", effort=PAGES, edition=paths.templates_changed)
"""Never kept by a client without asking, since it names the version of everything else."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def lab(request: Request) -> Response:
    """The lab."""
    return await page(request, "lab")


@router.get("/present")
async def present(request: Request) -> Response:
    """The lab on a projector."""
    return await page(request, "projector")


@router.get("/atlas")
async def atlas(request: Request) -> Response:
    """The lab beside a map of two keys."""
    return await page(request, "atlas")


async def page(request: Request, profile: str) -> Response:
    """The lab's template in a profile."""
    return await answers_of(request).answer(request, FORM, lambda: asked_of(request, profile), light=True)


def asked_of(request: Request, profile: str) -> Asked:
    """What a page shows; keys that are refused fall back to their default, with a notice."""
    query = read(request, ATLAS_PAGE if profile == "atlas" else PAGE)
    hidden, unknown_parts = hidden_parts([text for key, text in query.rest if key == "hide"])
    differences = [text for key, text in query.rest if key == VS]
    rest = [(key, text) for key, text in query.rest if key not in ("hide", VS)]
    steps = query.own[PAGE_STEPS.name]
    settled = settle([*rest, *([] if steps is None else [(PAGE_STEPS.name, str(steps))])])
    # A frame stays one: only the address /embed may be framed.
    chosen = None if profile == "embed" else query.own["profile"]
    options = {
        "profile": profile if chosen is None else chosen,
        "hide": hidden,
        "predict": query.own["predict"],
        "theme": query.own["theme"],
        "autoplay": query.own["autoplay"],
        "look": query.own["look"],
        "asked": chosen is not None,
    } | {name: query.own[name] for name in (VIEW.name, "seeds", "loop", "colour") if query.own[name] is not None}
    active, race, left_out = race_of(settled.setting, differences, query.own)
    errors = [*query.errors, *unknown_parts, *settled.errors, *left_out]
    if options["profile"] == "atlas":
        given = query.own if profile == "atlas" else defaults(PIECE_KEYS)
        options["map"], refused = piece_of(active, given)
        errors += refused
    notices = [{"parameter": each.parameter, "message": each.message} for each in errors[:MOST_TOLD]]

    def compute() -> bytes:
        return render("lab.html", lab_context(active, race, options, notices)).encode()

    return Asked(strict_json([race, options, notices]), PAGE_SECONDS, compute)


def hidden_parts(lists: list[str]) -> tuple[list[str], list[FieldError]]:
    """The parts that `hide=` names, and what it names in vain."""
    named = list(dict.fromkeys(name for text in lists for name in text.split(",") if name))
    unknown = ", ".join(name for name in named if name not in HIDEABLE)
    message = f"there is no part {unknown[:40]!r}; there are {', '.join(HIDEABLE)}"
    return [name for name in named if name in HIDEABLE], [FieldError("hide", message)] if unknown else []


def lab_context(
    setting: Setting, race: dict[str, Any], options: dict[str, Any], notices: list[dict[str, str]]
) -> dict[str, Any]:
    """What the template shows, `data` being what it hands to the scripts."""
    stated = canonical(setting)
    for_templates, for_scripts = what_there_is(code_version())
    data = {
        "setting": stated,
        "race": race,
        "notices": notices,
        "page": options,
        "parts": (*MODULES, *PANELS.get(options["profile"], ())),
        "late": LATE,
        "catalogue": for_scripts,
        "root": "./",
        "api": f".{API}",
    }
    return {
        "title": "Descent Lab",
        "description": DESCRIPTION,
        "setting": stated,
        "race": race,
        "notices": notices,
        "page": options,
        "catalogue": for_templates,
        "parts": PARTS,
        "parts_in": parts_in,
        "hideable": HIDEABLE,
        "looks": LOOKS,
        "story": story_of(options["profile"], race),
        "examples": EXAMPLES,
        "api": f".{API}",
        "data": json_markup(data),
        "entry": ENTRY,
        "sheets": (*SHEETS, *PROFILES[options["profile"]]),
        "preloads": [] if options["profile"] == "embed" else preloads([each["setting"] for each in race["runners"]]),
        "modules": import_closure(ENTRY, *(f"panels/{name}.js" for name in MODULES), *ALSO.get(options["profile"], ())),
    }


def story_of(profile: str, race: dict[str, Any]) -> Story | None:
    """The story that a page is, if it is one."""
    settings = tuple(write_state(each["setting"]) for each in race["runners"])
    return by_settings().get(("atlas" if profile == "atlas" else "", settings))


@lru_cache(maxsize=1)
def what_there_is(version: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The catalogue for the templates, and for the scripts: the same for every page of a version."""
    known = catalogue()
    known["parameters"] = [
        describe_parameter(PAGE_STEPS) if each["name"] == PAGE_STEPS.name else each for each in known["parameters"]
    ]
    return with_markup(known), slim(known)


def json_markup(value: object) -> Markup:
    """JSON for inside a script element, which only a closing tag could end."""
    return Markup(strict_json(value).replace("<", "\\u003c"))


def with_markup(known: dict[str, Any]) -> dict[str, Any]:
    """The catalogue with its MathML, which is our own, as markup for the template."""
    return known | {
        "surfaces": [
            entry | {name: Markup(entry[name]) for name in ("formula", "whole")} for entry in known["surfaces"]
        ],
        "optimizers": [
            entry | {"equation": in_parts(OPTIMIZERS[entry["id"]].equation)} for entry in known["optimizers"]
        ],
        "schedules": [entry | {"equation": in_parts(SCHEDULES[entry["id"]].equation)} for entry in known["schedules"]],
    }


def in_parts(equation: str) -> Markup:
    """An equation as MathML, each of its parts an element: a browser breaks lines between elements alone."""
    return Markup(" ").join(Markup(mathml(part)) for part in re.split(r"(?<=,)\\quad ?", equation))


def preloads(settings: list[State]) -> list[str]:
    """The answers the page asks for first, so that they travel while the scripts do."""
    families = (write_state({key: value for key, value in each.items() if key != LR.name}) for each in settings)
    return [f".{API}/family?{family}&lr_digits={LR_DIGITS}&packed=1" for family in dict.fromkeys(families)]
