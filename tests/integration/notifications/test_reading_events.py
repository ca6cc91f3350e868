"""What an organisation may read of its log of events."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

from pymongo.database import Database

from services.notifications.collections import COLLECTIONS
from services.notifications.queries import events as log
from services.notifications.service import table
from shared.contracts.codec import decode, outgoing
from shared.persistence.mongo_store import MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from tests.integration.notifications.sending import Sending
from tests.unit.notifications.messages import a_closed_case, an_issued_invoice

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def five_events(sending: Sending) -> list[str]:
    """Ids, oldest first; one second apart; the third tells of an invoice."""
    for number in range(5):
        case = f"case_{number}"
        message = an_issued_invoice(case) if number == 2 else a_closed_case(case)
        sending.tell(message, at=NOW + timedelta(seconds=number))
    return [one["id"] for one in log.events(sending.database, "acme", order="oldest")]


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found]


def test_the_log_is_paged_in_both_orders(sending: Sending) -> None:
    told = five_events(sending)

    newest = log.events(sending.database, "acme", limit=2)
    next_newest = log.events(sending.database, "acme", limit=2, beyond=place(sending, newest[-1]["id"]))
    oldest = log.events(sending.database, "acme", limit=2, order="oldest")
    next_oldest = log.events(
        sending.database, "acme", limit=2, order="oldest", beyond=place(sending, oldest[-1]["id"])
    )

    assert ids(newest + next_newest) == told[:0:-1]
    assert ids(oldest + next_oldest) == told[:4]


def test_the_log_can_be_read_by_type_case_and_time(sending: Sending) -> None:
    told = five_events(sending)
    database = sending.database

    assert ids(log.events(database, "acme", types=["case.invoice_issued"])) == [told[2]]
    assert ids(log.events(database, "acme", types=["case.invoice_issued", "case.closed"])) == told[::-1]
    assert ids(log.events(database, "acme", case="case_3")) == [told[3]]
    assert ids(log.events(database, "acme", since=NOW + timedelta(seconds=3))) == told[:2:-1]
    assert ids(log.events(database, "acme", since=NOW + timedelta(hours=1))) == []
    assert ids(log.events(database, "acme", after=place(sending, told[1]), order="oldest")) == told[2:]
    assert ids(log.events(database, "acme", since=NOW, after=place(sending, told[3]))) == [told[4]]


def test_an_event_shows_what_webhooks_carry(sending: Sending) -> None:
    told = five_events(sending)

    shown = log.event(sending.database, "acme", told[2])

    assert shown is not None
    assert (shown["id"], shown["type"], shown["client"]) == (told[2], "case.invoice_issued", "shop")
    assert shown["timestamp"] == "2026-03-02T09:00:02.000Z"
    assert shown["data"]["details"] == {"invoice": "FA-2026-000007"}


def test_another_organisation_reads_nothing(sending: Sending) -> None:
    told = five_events(sending)
    database = sending.database

    assert log.events(database, "other") == []
    assert log.event(database, "other", told[0]) is None
    assert log.place_of(database, "other", told[0]) is None
    assert log.newest(database, "other") == log.Place(0, log.BEGINNING)


def test_places_of_the_log(sending: Sending) -> None:
    told = five_events(sending)
    database = sending.database

    assert log.newest(database, "acme") == log.Place(5, told[4])
    assert log.place_of(database, "acme", log.BEGINNING) == log.Place(0, log.BEGINNING)
    assert log.place_of(database, "acme", "evt_never") is None
    assert [one.id for one in log.told_between(database, "acme", 1, 4, limit=2)] == told[1:3]


def test_every_read_of_the_log_goes_by_an_index(sending: Sending) -> None:
    five_events(sending)
    for wanted in (
        {"tenant": "acme", "number": {"$gt": 0}},
        {"tenant": "acme", "case": "case_1", "number": {"$gt": 0}},
        {"tenant": "acme", "type": {"$in": ["case.closed", "case.opened"]}, "number": {"$gt": 0}},
    ):
        plan = sending.database["events"].find(wanted).sort("number", -1).explain()

        stages = str(plan["queryPlanner"]["winningPlan"])
        assert "IXSCAN" in stages
        assert "'SORT'" not in stages, wanted


def test_a_reader_that_follows_concurrent_writers_misses_nothing(sending: Sending) -> None:
    """Three writers number events of one organisation against each other."""
    writers = [Thread(target=tell_cases, args=(sending.database, writer)) for writer in range(3)]
    for writer in writers:
        writer.start()
    read: list[log.Told] = []
    while any(writer.is_alive() for writer in writers) or not caught_up(sending.database, read):
        end = log.newest(sending.database, "acme").number
        read += log.told_between(sending.database, "acme", read[-1].number if read else 0, end)

    assert [one.number for one in read] == list(range(1, 3 * 10 + 1))
    for name in range(3):
        mine = [one.case for one in read if one.case.startswith(f"case_{name}_")]
        assert mine == [f"case_{name}_{number}" for number in range(10)], (
            "in the order in which they were told"
        )


def caught_up(database: Database[dict[str, Any]], read: list[log.Told]) -> bool:
    return len(read) == log.newest(database, "acme").number


def tell_cases(database: Database[dict[str, Any]], writer: int) -> None:
    store = MongoStore(database.client, database.name, COLLECTIONS)
    decider = Decider("notifications", table(lambda _: UTC), store, pause=lambda _: None)
    for number in range(10):
        id = f"{writer + 1:016x}{number:016x}"
        message = a_closed_case(f"case_{writer}_{number}")
        row = outgoing(message, source="intake", tenant="acme", lane="normal", now=NOW, id=id)
        waiting = [Received(decode(row.body), "normal", number)]
        while waiting:  # as the ladder does with who kept meeting others
            outcome = decider.handle(waiting, datetime.now(UTC).replace(microsecond=0))
            assert not outcome.failed
            waiting = [received for received, _ in outcome.delayed]


def place(sending: Sending, id: str) -> log.Place:
    found = log.place_of(sending.database, "acme", id)
    assert found is not None
    return found
