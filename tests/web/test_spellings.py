"""Torch's spellings over HTTP and on the command line: the answer, and the address, are those of the plain form."""

from urllib.parse import parse_qsl

import pytest

from descentlab.cli import main
from descentlab.common.text import strict_json as write_json
from descentlab.setting.query import canonical, parse
from descentlab.web.routes.endpoints import API
from tests.helpers.asking import PAGES
from tests.helpers.reading import Page, refused_keys, strict_json
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio

SPELT = {
    "optimizer=SGD&momentum=0.9&learning_rate=0.02": "optimizer=momentum&optimizer.momentum=0.9&lr=0.02",
    "optimizer=torch.optim.Adam&betas=0.8,0.9": "optimizer=adam&optimizer.beta1=0.8&optimizer.beta2=0.9",
    "optimizer=Adam&optimizer.betas=0.8,0.9&schedule=CosineAnnealingLR&T_max=50": (
        "optimizer=adam&optimizer.beta1=0.8&optimizer.beta2=0.9&schedule=cosine&schedule.t_max=50"
    ),
}


@pytest.mark.parametrize(("spelt", "plain"), SPELT.items())
async def test_the_api_answers_the_plain_question(client: Client, spelt: str, plain: str) -> None:
    for path in ("/trajectory", "/remedies", "/basins"):
        answers = [await client.get(f"{API}{path}?steps=20&{query}") for query in (spelt, plain)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].content == answers[1].content
        assert answers[0].headers["etag"] == answers[1].headers["etag"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("spelt", "plain"), SPELT.items())
async def test_a_page_holds_the_plain_setting_and_has_no_notice(
    client: Client, path: str, spelt: str, plain: str
) -> None:
    page = Page(await client.get(f"{path}?{spelt}"))
    assert page.notices == []
    plainly = canonical(parse(parse_qsl(plain)))
    assert page.data["setting"] == strict_json(write_json(plainly))


@pytest.mark.parametrize(("spelt", "plain"), SPELT.items())
def test_the_command_line_runs_the_plain_form(capsys: pytest.CaptureFixture[str], spelt: str, plain: str) -> None:
    printed = []
    for query in (spelt, plain):
        assert main(["run", *query.split("&")]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    options = [part for word in spelt.split("&") for part in (f"--{word.partition('=')[0]}", word.partition("=")[2])]
    assert main(["run", *options]) == 0
    assert capsys.readouterr().out == printed[0]


@pytest.mark.parametrize(
    ("path", "query", "refused"),
    [
        ("/family", "learning_rate=0.1", ["learning_rate"]),
        ("/landscape", "betas=0.8,0.9", ["betas"]),
        ("/landscape", "weight_decay=0.1", ["weight_decay"]),
        ("/trajectory", "betas=0.8,0.9", ["betas"]),
        ("/trajectory", "optimizer=Adam&betas=0.8,2", ["betas"]),
        ("/catalogue", "momentum=0.9", ["momentum"]),
    ],
)
async def test_a_route_refuses_what_it_does_not_read_however_it_is_spelt(
    client: Client, path: str, query: str, refused: list[str]
) -> None:
    answer = await client.get(f"{API}{path}?{query}")
    assert answer.status_code == 422
    assert refused_keys(answer) == refused


async def test_a_page_tells_what_it_left_out_under_the_key_that_was_typed(client: Client) -> None:
    page = Page(await client.get("/?optimizer=Adam&betas=0.8,2&schedule=ConstantLR"))
    assert [parameter for parameter, _ in page.notices] == ["schedule", "betas"]
    assert page.data["setting"]["optimizer.beta1"] == 0.9
