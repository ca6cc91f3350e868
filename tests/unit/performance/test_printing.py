"""A copied document differs from its original in what is its own, and in nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import bson

from gateway.ids import new_id
from tests.performance.stored.printing import Places, block
from tests.performance.stored.story import Story

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_story(*documents: dict[str, Any]) -> Story:
    places = Places()
    blocks = tuple(block("coulisse_intake", "cases", document, places) for document in documents)
    return Story(1, blocks, tuple(places.all))


def copied(story: Story, number: int, **first: int) -> list[dict[str, Any]]:
    free = {name.replace("_", "-").encode(): value for name, value in first.items()}
    return [bson.decode(raw, bson.CodecOptions(tz_aware=True)) for _, raw in story.copy(number, 60_000, free)]


def test_ids_numbers_and_instants_are_the_copys_own_and_the_rest_is_the_same() -> None:
    case = new_id("case")
    original = {"_id": case, "number": "SB-2026-000007", "at": AT, "lines": [{"at": AT, "label": "Blue"}]}

    (copy,) = copied(a_story(original), 3, SB_2026=41)

    assert copy["_id"] != case
    assert copy["_id"][:5] == "case_"
    assert len(copy["_id"]) == len(case)
    assert copy["number"] == "SB-2026-000041"
    assert copy["at"] == AT - timedelta(minutes=1)
    assert copy["lines"] == [{"at": AT - timedelta(minutes=1), "label": "Blue"}]


def test_what_refers_to_a_case_refers_to_its_copy() -> None:
    case = new_id("case")
    story = a_story({"_id": case}, {"_id": f"{case}:000001", "shipment": case.replace("case_", "shp_")})

    first, second = copied(story, 1)

    assert second["_id"] == f"{first['_id']}:000001"
    assert second["shipment"] == first["_id"].replace("case_", "shp_")


def test_time_ordered_ids_stay_in_the_order_of_time() -> None:
    case = new_id("case")

    (copy,) = copied(a_story({"_id": case}), 1)

    assert int(case[5:17], 16) - int(copy["_id"][5:17], 16) == 60_000


def test_two_copies_share_no_id() -> None:
    story = a_story({"_id": "case_" + "ab" * 16, "other": "CX" + "1" * 21 + "FR"})

    (one,), (other,) = copied(story, 1), copied(story, 2)

    assert one["_id"] != other["_id"]
    assert one["other"] != other["other"]
