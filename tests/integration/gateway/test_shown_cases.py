"""Answers that are made once for each revision of a case, and never shown when they are no longer true."""

import pymongo
import pytest

from gateway.cases.shown import ShownCases
from gateway.examples import CASE
from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk

pytestmark = pytest.mark.usefixtures("intake")


def test_an_answer_is_made_again_only_when_the_case_has_changed(desk: Desk) -> None:
    shown = ShownCases(desk.house.database("intake"))
    place = ("acme", desk.submit(CASE))

    first = shown.fetch([place])[place]
    again = shown.fetch([place])[place]
    desk.outcome(desk.ask("PATCH", f"/v1/cases/{place[1]}", {"tags": ["a"]}))
    changed = shown.fetch([place])[place]

    assert again is first
    assert changed.revision > first.revision
    assert b'"tags":["a"]' in changed.body
    assert shown.fetch([place])[place] is changed


def test_every_read_shows_the_last_change(desk: Desk) -> None:
    case = desk.submit(CASE)

    for tag in ("a", "b", "c"):
        desk.outcome(desk.ask("PATCH", f"/v1/cases/{case}", {"tags": [tag]}))
        reads = [desk.get(f"/v1/cases/{case}") for _ in range(2)]
        assert [read.get_json()["tags"] for read in reads] == [[tag], [tag]]
        assert reads[0].headers["ETag"] == reads[1].headers["ETag"]


def test_a_case_that_is_gone_is_not_shown_any_more(desk: Desk, stack: LocalStack) -> None:
    case = desk.submit(CASE)
    assert desk.get(f"/v1/cases/{case}").get_json()["number"]

    with connect(stack.mongodb_admin_url) as mongo:
        mongo["coulisse_intake"].cases.delete_one({"_id": case})
    shown = ShownCases(desk.house.database("intake"))

    assert shown.fetch([("acme", case)]) == {}
    assert "number" not in desk.get(f"/v1/cases/{case}").get_json()


def test_what_is_kept_for_one_organisation_is_not_shown_to_another(desk: Desk) -> None:
    case = desk.submit(CASE)
    shown = ShownCases(desk.house.database("intake"))
    assert list(shown.fetch([("acme", case)])) == [("acme", case)]

    assert shown.fetch([("globex", case)]) == {}
    assert list(shown.fetch([("globex", case), ("acme", case)])) == [("acme", case)]
    assert desk.get(f"/v1/cases/{case}", key=desk.key_for("globex")).status_code == 404


def test_only_the_last_answers_are_kept(desk: Desk) -> None:
    shown = ShownCases(desk.house.database("intake"), most=2)
    first, second, third = (("acme", desk.submit(CASE | {"reference": f"R-{n}"})) for n in range(3))
    kept = shown.fetch([first, second])
    shown.fetch([first])

    shown.fetch([third])

    assert shown.fetch([first])[first] is kept[first]
    assert shown.fetch([second])[second] is not kept[second]


def test_a_database_that_is_away_is_said_and_nothing_kept_is_shown(desk: Desk) -> None:
    case = desk.submit(CASE)
    shown = ShownCases(desk.house.database("intake"))
    shown.fetch([("acme", case)])

    with pymongo.timeout(0.000_001), pytest.raises(pymongo.errors.PyMongoError):
        shown.fetch([("acme", case)])
