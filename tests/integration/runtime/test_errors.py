"""What becomes of a message is decided by the type of what was raised, and its neighbours do not notice."""

import pytest

from shared.runtime.ladder import MOST_ATTEMPTS
from shared.runtime.publishing import ATTEMPT_HEADER
from tests.integration.runtime.desk import Desk, reserve
from tests.support.processes import ServiceUnderTest, wait_until

pytestmark = pytest.mark.usefixtures("counting")
NEIGHBOURS = 60


def mixed_with(article: str, desk: Desk) -> None:
    """The odd one in the middle of ordinary ones."""
    half = NEIGHBOURS // 2
    messages = [reserve(n) for n in range(half)]
    desk.send([*messages, reserve(9999, article), *(reserve(n) for n in range(half, NEIGHBOURS))])


def test_a_message_that_came_too_early_is_handled_once_it_is_possible(desk: Desk) -> None:
    desk.send([reserve(2, "second")])
    wait_until(lambda: desk.on_the_ladder() == 1, 20, "the early message on the ladder")

    desk.send([reserve(1)])

    wait_until(lambda: desk.counted() == 2, 30, "both counted")
    assert desk.failed() == []


def test_a_message_that_stays_too_early_climbs_until_the_ladder_ends(desk: Desk) -> None:
    desk.send([reserve(1, "not yet")], headers={ATTEMPT_HEADER: MOST_ATTEMPTS - 1})
    wait_until(lambda: desk.on_the_ladder() == 1, 20, "the last rung taken")
    assert desk.failed() == []

    desk.send([reserve(2, "not yet")], headers={ATTEMPT_HEADER: MOST_ATTEMPTS})

    wait_until(lambda: len(desk.failed()) == 1, 20, "the exhausted message in the failed store")
    failed = desk.failed()[0]
    assert (failed["error"], failed["attempts"]) == ("NotYetError", MOST_ATTEMPTS + 1)


def test_a_bug_is_kept_at_once_with_all_that_explains_it(desk: Desk) -> None:
    mixed_with("bug", desk)

    wait_until(lambda: len(desk.failed()) == 1 and desk.counted() == NEIGHBOURS, 30, "all settled")
    failed = desk.failed()[0]
    assert failed["error"] == "ZeroDivisionError"
    assert failed["reason"] == "a bug in a decision"
    assert failed["place"].startswith("counting/service.py:") or "service.py:" in failed["place"]
    assert "_count" in failed["stack"]
    assert (failed["type"], failed["tenant"], failed["subject"]) == ("stock.reserve.v1", "acme", "case_9999")
    assert b"case_9999" in failed["body"]
    assert failed["attempts"] == 1
    assert desk.on_the_ladder() == 0


def test_what_the_database_refuses_hurts_only_its_own_message(desk: Desk) -> None:
    mixed_with("too large", desk)

    wait_until(lambda: len(desk.failed()) == 1 and desk.counted() == NEIGHBOURS, 60, "all settled")
    assert desk.failed()[0]["error"] == "UnstorableError"
    assert desk.failed()[0]["subject"] == "case_9999"
    assert desk.database.facts.count_documents({}) == NEIGHBOURS
    assert desk.database.facts.count_documents({"case": "case_9999"}) == 0


@pytest.mark.parametrize("name", ["stock.reserve.v2", "stock.juggle.v1"])
def test_an_unknown_type_waits_for_a_newer_receiver(
    desk: Desk, counting: ServiceUnderTest, name: str
) -> None:
    body = (
        b'{"specversion":"1.0","id":"unknown-%b","source":"coulisse/intake","type":"%b",'
        b'"subject":"case_1","time":"2026-03-02T09:00:00Z","tenant":"acme","data":{}}'
    ) % (name.encode(), name.encode())

    desk.send_raw(body, "normal.0.stock.reserve.v1", message_id="unknown")
    wait_until(lambda: desk.on_the_ladder() == 1, 20, "the unknown one on the ladder")
    desk.send_raw(body, "normal.0.stock.reserve.v1", headers={ATTEMPT_HEADER: MOST_ATTEMPTS})

    wait_until(lambda: len(desk.failed()) == 1, 20, "the unknown one given up")
    assert desk.failed()[0]["error"] == "UnknownTypeError"
    assert desk.failed()[0]["body"] == body
    assert (desk.failed()[0]["type"], desk.failed()[0]["tenant"]) == (name, "acme")
    assert counting.exit_code() is None


def test_garbage_is_kept_at_once(desk: Desk) -> None:
    desk.send_raw(b"\x00garbage", "normal.0.stock.reserve.v1")

    wait_until(lambda: len(desk.failed()) == 1, 20, "the garbage kept")
    assert desk.failed()[0]["error"] == "UnreadableError"
    assert desk.failed()[0]["body"] == b"\x00garbage"
