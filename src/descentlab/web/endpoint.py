"""An endpoint is one value: path, keys, media, compute, check. Router, OpenAPI and tests read a list of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from descentlab.common.arrays import Options
from descentlab.setting.query import write
from descentlab.setting.setting import Setting
from descentlab.web.cache import response_cache
from descentlab.web.encoding import QUICK, Effort
from descentlab.web.keys import Keys, read
from descentlab.web.openapi import PROBLEMS, describe

JSON, SAFETENSORS = "application/json", "application/octet-stream"


@dataclass(frozen=True)
class Question:
    """What a request asks: a setting and the endpoint's own parameters, both checked, and in which form."""

    setting: Setting
    own: Options
    media: str

    @property
    def canonical(self) -> str:
        """The same text for every way of asking the same."""
        return "&".join([write(self.setting), *(f"{name}={value!r}" for name, value in self.own.items())])


@dataclass(frozen=True)
class Endpoint:
    """One answer of the API.

    Args:
        path: below the API.
        keys: what its query may hold.
        media: the forms it has; the first, unless the client asks for another.
        compute: the answer's bytes; its docstring is the endpoint's documentation.
        check: refuses what would cost too much, before anything is computed.
        body: the shape of a JSON answer, for OpenAPI.
        tag: the group of the documentation in which it stands.
        effort: of its compression.
    """

    path: str
    keys: Keys
    media: tuple[str, ...]
    compute: Callable[[Question], bytes]
    check: Callable[[Question], None] | None = None
    body: type[BaseModel] | None = None
    tag: str = "studies"
    effort: Effort = QUICK

    @property
    def name(self) -> str:
        """What a client generated from OpenAPI calls it: "range_test" for /range-test."""
        return self.path.strip("/").replace("-", "_")

    def answer(self, request: Request) -> Response:
        """The kept answer if there is one, else the computed one.

        Raises:
            InvalidSetting: a key or a value is not allowed.
        """
        accepted = request.headers.get("accept", "")
        media = next((each for each in self.media[1:] if each in accepted), self.media[0])

        def prepare() -> tuple[str, Callable[[], bytes]]:
            asked = self._read(request, media)
            return asked.canonical, lambda: self.compute(asked)

        vary = "Accept, Accept-Encoding" if len(self.media) > 1 else "Accept-Encoding"
        return response_cache(request).send_asked(request, media, prepare, vary=vary, effort=self.effort)

    def _read(self, request: Request, media: str) -> Question:
        query = read(request, self.keys)
        asked = Question(query.setting(), query.own, media)
        if self.check is not None:
            self.check(asked)
        return asked

    @property
    def route(self) -> dict[str, Any]:
        """What OpenAPI says of it."""
        described: dict[str, Any] = {
            "operation_id": self.name,
            "tags": [self.tag],
            "summary": self.path.strip("/").replace("-", " ").capitalize(),
            "description": self.compute.__doc__,
            "openapi_extra": describe(self.keys),
        }
        if self.body is not None:
            return described | {"response_model": self.body}
        content: dict[str, Any] = {"content": {each: {} for each in self.media}}
        return described | {"response_class": Response, "responses": {200: content}}


def router_of(endpoints: Iterable[Endpoint], prefix: str) -> APIRouter:
    """The routes of endpoints.

    Plain functions: Starlette runs them on its threads, so that computing never holds up the event loop.
    """
    router = APIRouter(prefix=prefix, responses=PROBLEMS)
    for each in endpoints:
        router.add_api_route(each.path, each.answer, name=each.name, **each.route)
    return router
