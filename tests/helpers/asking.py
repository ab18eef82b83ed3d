"""What the tests ask: every setting that the registries offer, and everything that is wrong with a value."""

import anyio
from starlette.types import ASGIApp, Message

from descentlab.common.errors import MAX_KEY
from descentlab.common.parameters import Parameter
from descentlab.setting.query import KEYS
from descentlab.setting.setting import DEFAULTS, NUMBERS
from descentlab.web.keys import Keys
from descentlab.web.routes.endpoints import API, ENDPOINTS
from tests.helpers.registries import REGISTRIES

ROUTES: dict[str, Keys] = {f"{API}{each.path}": each.keys for each in ENDPOINTS if each.keys.others}
"""The API's routes that read keys, and which."""
PAGES = ("/", "/embed", "/present", "/atlas")
DOTTED: dict[str, tuple[str, Parameter]] = {
    f"{noun}.{parameter.name}": (id, parameter)
    for noun, registry in REGISTRIES.items()
    for id, entry in registry.items()
    for parameter in entry.parameters
}
"""Every dotted key, with one entry that has it."""

NOT_NUMBERS = (
    "",
    " ",
    "ten",
    "nan",
    "inf",
    "-inf",
    "1e999",
    "-1e999",
    "0x10",
    "1,2",
    "٣",
    "½",
    "1\0",
    "%",
    "9" * 10_000,
)
NOT_STARTS = ("", "1", "1,2,3", ",", "1,", "nan,0", "0,inf", "1e999,0", "x,y", "1e30,0", "٣,٣", "\0,\0", "1,2" * 5_000)
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "<!--",
    "javascript:alert(1)",
    "\u2028\u2029\u202e\ufeff",
    "\0\r\nSet-Cookie: a=b",
)


def outside(parameter: Parameter) -> list[str]:
    """Values that a parameter must refuse, beside what is no number at all."""
    if parameter.kind == "flag":
        return ["", "2" if parameter.minimum is None else "2.5", "yes!", "nan"]
    if parameter.kind in ("choice", "key"):
        return ["", "none of them"]
    if parameter.kind == "names":
        return ["a,b,c,d,e,f,g", "x" * 10_000, "\0", "a,\n"]
    if parameter.kind == "stretches":
        return ["5", "0,1", "1.5,1", "5,0", "5,-1", "5,1,5,2", "9,1,5,2", "a,1", "5,nan", ",".join(["1"] * 1000)]
    if parameter.kind == "points":
        return [
            "",
            "0",
            "0,1,1",
            "1,1,0,1",
            "0,-1",
            "0,1e9",
            "-0.1,1",
            "0,1,1.1,1",
            "a,1",
            "nan,1",
            ",".join(["0"] * 1000),
        ]
    texts = [text for text in NOT_NUMBERS if parameter.kind != "integers" or text != "1,2"]
    if parameter.kind == "integers":
        texts += [",", "1,", "1,,2", "1,x", "1;2", ",".join(["1"] * 1000)]
    if parameter.kind == "integer":
        texts += ["1.5", "1e-3"]
    if parameter.minimum is not None:
        texts += [repr(parameter.minimum)] if parameter.above else []
        texts += [repr(parameter.minimum - 1), "-1e300"]
    if parameter.maximum is not None:
        texts += [repr(parameter.maximum)] if parameter.below else []
        texts += [repr(parameter.maximum + 1), "1e300"]
    return texts


def wrong_queries(keys: Keys) -> dict[str, tuple[int, list[dict[str, str]]]]:
    """For every key a route might be given: queries in which it is wrong, and the status that must come of them."""
    wrong: dict[str, tuple[int, list[dict[str, str]]]] = {}
    for parameter in (*keys.own, *(number for number in NUMBERS if number.name in keys.others)):
        wrong[parameter.name] = 422, [{parameter.name: text} for text in outside(parameter)]
    for noun in sorted(DEFAULTS.keys() & set(keys.others)):
        wrong[noun] = 404, [{noun: text} for text in ("", "nothing", "GD", "x" * 10_000, "gd\0", "../bowl")]
        wrong[f"{noun}.nothing"] = 422, [{f"{noun}.nothing": "1"}]
    for key, (owner, parameter) in DOTTED.items():
        noun = key.partition(".")[0]
        if noun in keys.others:
            wrong[key] = 422, [{noun: owner, key: text} for text in outside(parameter)]
    if "start" in keys.others:
        wrong["start"] = 422, [{"start": text} for text in NOT_STARTS]
    nobodys = ("nothing", "LR", "", "surface ", "x" * 10_000, "\0", "ключ", "hidden", "f[]")
    elsewhere = sorted(set(KEYS) - set(keys.others) - wrong.keys())
    return wrong | {key[:MAX_KEY]: (422, [{key: "1"}]) for key in (*nobodys, *elsewhere)}


async def raw_status(app: ASGIApp, path: str, query: bytes = b"") -> int:
    """The status of an answer to what no client would send: any bytes, and paths that are not tidied up first."""
    statuses: list[int] = []

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        if "status" in message:
            statuses.append(message["status"])

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": [], "http_version": "1.1"}
    await app({**scope, "scheme": "http", "server": ("lab.test", 80)}, receive, send)
    return statuses[0]
