"""The stories as the API answers them: where each opens, and the settings of all its runners."""

import pytest

from descentlab.learn.stories import FIRST, STORIES
from descentlab.setting.race import MOST
from descentlab.web.routes.endpoints import API
from tests.helpers.reading import strict_json
from tests.web.conftest import Client

pytestmark = pytest.mark.anyio


async def test_all_of_them_in_their_order(client: Client) -> None:
    answer = await client.get(f"{API}/stories")
    assert answer.status_code == 200
    stories = strict_json(answer.content)["stories"]
    assert [each["id"] for each in stories] == [each.id for each in STORIES]
    assert [each["id"] for each in stories if each["first"]] == [each.id for each in STORIES if each.id in FIRST]
    for told, story in zip(stories, STORIES, strict=True):
        assert told["settings"] == list(story.settings)
        assert 1 <= len(told["settings"]) <= MOST + 1
        assert len(told["settings"]) == 1 + story.query.count("vs=")
