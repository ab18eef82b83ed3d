"""An endpoint is one value: path, keys, media, compute, seconds. Router, OpenAPI and tests read a list of them."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from descentlab.common.arrays import Options
from descentlab.setting.query import write
from descentlab.setting.setting import Setting
from descentlab.web.answers import Asked, answers_of
from descentlab.web.cache import Form
from descentlab.web.encoding import QUICK, Effort
from descentlab.web.keys import Keys, read
from descentlab.web.maps import Maps
from descentlab.web.openapi import PROBLEMS, describe

JSON, SAFETENSORS, SVG = "application/json", "application/octet-stream", "image/svg+xml"


@dataclass(frozen=True)
class Question:
    """What a request asks: a setting and the endpoint's own parameters, both checked, and in which form.

    Args:
        given: the keys of the setting that were given, by their own names, and how each was written.
    """

    setting: Setting
    own: Options
    media: str
    given: Mapping[str, str] = field(default_factory=dict)
    maps: Maps | None = None
    """The cluster there is for large maps."""

    @property
    def canonical(self) -> str:
        """The same text for every way of asking the same."""
        return "&".join([write(self.setting), *(f"{name}={value!r}" for name, value in self.own.items())])


def by_us(asked: Question) -> bool:
    """Not a cluster's: this process computes it."""
    return False


@dataclass(frozen=True)
class Endpoint:
    """One answer of the API.

    Args:
        path: below the API.
        keys: what its query may hold.
        media: the forms it has; the first, unless the client asks for another.
        compute: the answer's bytes; its docstring is the endpoint's documentation.
        seconds: what the answer is thought to take; refuses what would take too long, before anything is computed.
        body: the shape of a JSON answer, for OpenAPI.
        tag: the group of the documentation in which it stands.
        effort: of its compression.
        shared: whether a cluster computes it.
    """

    path: str
    keys: Keys
    media: tuple[str, ...]
    compute: Callable[[Question], bytes]
    seconds: Callable[[Question], float]
    body: type[BaseModel] | None = None
    tag: str = "studies"
    effort: Effort = QUICK
    shared: Callable[[Question], bool] = by_us

    @property
    def name(self) -> str:
        """What a client generated from OpenAPI calls it: "range_test" for /range-test."""
        return self.path.strip("/").replace("-", "_")

    @property
    def form(self) -> Form:
        """How its answers are sent."""
        return Form(self.media, effort=self.effort)

    async def answer(self, request: Request) -> Response:
        """The kept answer if there is one, else the computed one.

        Raises:
            InvalidSetting: a key or a value is not allowed.
        """
        answers = answers_of(request)
        return await answers.answer(request, self.form, lambda: self.read(request, answers.maps))

    def read(self, request: Request, maps: Maps | None = None) -> Asked:
        """What a request asks, and what the answer will take.

        Raises:
            InvalidSetting: a key or a value is not allowed, or the answer would take too long.
        """
        query = read(request, self.keys)
        media = self.media[self.form.chosen(request.headers.get("accept", ""))]
        question = Question(query.setting(), query.own, media, query.given, maps)
        seconds = self.seconds(question)
        return Asked(question.canonical, seconds, lambda: self.compute(question), self.shared(question))

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


class _AsItIs(APIRoute):
    """A route whose endpoint reads the request itself: FastAPI describes it, and adds nothing on the way."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint."""
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


def router_of(endpoints: Iterable[Endpoint], prefix: str) -> APIRouter:
    """The routes of endpoints."""
    router = APIRouter(prefix=prefix, responses=PROBLEMS, route_class=_AsItIs)
    for each in endpoints:
        router.add_api_route(each.path, each.answer, name=each.name, **each.route)
    return router
