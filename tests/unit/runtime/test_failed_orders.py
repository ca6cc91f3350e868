"""What a service does about its failed messages when something is ordered: once, and for itself only."""

from datetime import timedelta

import pytest

from shared.contracts.codec import OutgoingRow, decode, outgoing
from shared.contracts.decision import Decision, Key, Known, Moment
from shared.contracts.failures import (
    DryRunDone,
    DryRunOrdered,
    MarkOrdered,
    RepairOrdered,
    RepairTaken,
    RetryOrdered,
    RetryTaken,
)
from shared.contracts.house import HOUSE
from shared.contracts.stock import ReserveStock
from shared.contracts.values import Actor
from shared.persistence.failed import Failed
from shared.persistence.store import FailedMessage
from shared.runtime.batch import Outcome, Received
from tests.support.deciding import START, Deciding
from tests.unit.runtime.till import Receipt, Till, bench, count, wish

ADA = Actor(kind="agent", id="ada")


def a_row(number: int = 1, warehouse: str = "main") -> OutgoingRow:
    return outgoing(
        wish(number, warehouse=warehouse),
        source="intake",
        tenant="acme",
        lane="normal",
        now=START,
        id=f"msg_{number}",
    )


def fail(deciding: Deciding, number: int = 1, retry: int = 0) -> None:
    row = a_row(number)
    message = FailedMessage(
        id=row.id,
        queue="logistics.normal.0",
        type="stock.reserve.v1",
        tenant="acme",
        subject=f"case_{number:04d}",
        error="KeyError",
        reason="'gone'",
        place="domain/reserving.py:7",
        stack="",
        attempts=1,
        headers={},
        body=row.body,
        failed_at=deciding.now,
        message_id=row.id,
        retry=retry,
    )
    deciding.store.fail(message)


def order(*failures: str, service: str = "logistics", part: int = 0) -> RetryOrdered:
    return RetryOrdered(order="ret_1", part=part, service=service, failures=failures)


def failed(deciding: Deciding, number: int = 1) -> Failed:
    found = deciding.get(Failed, f"msg_{number}")
    assert found is not None
    return found


def sent_back(outcome: Outcome) -> list[OutgoingRow]:
    return [row for rows in outcome.sent.values() for row in rows if row.retry]


def test_a_retried_message_goes_back_to_the_queue_of_its_partition_under_its_old_id() -> None:
    deciding = bench()
    fail(deciding)

    outcome = deciding.try_tell([order("msg_1")])

    (row,) = sent_back(outcome)
    partition = a_row().routing_key.split(".")[1]
    assert (row.id, row.body, row.retry) == ("msg_1", a_row().body, 1)
    assert (row.exchange, row.routing_key) == ("coulisse.ladder.1s", f"logistics.normal.{partition}")
    assert (failed(deciding).state, failed(deciding).order) == ("retried", "ret_1")


def test_an_order_tells_how_many_it_took() -> None:
    deciding = bench()
    fail(deciding, 1)

    outcome = deciding.try_tell([order("msg_1", "msg_2")])

    rows = [row for rows in outcome.sent.values() for row in rows if not row.retry]
    answer = decode(rows[0].body).message
    assert answer == RetryTaken(order="ret_1", part=0, taken=1, skipped=1)


def test_what_was_sent_back_is_not_sent_back_again() -> None:
    deciding = bench()
    fail(deciding)
    deciding.try_tell([order("msg_1")])

    again = deciding.try_tell([order("msg_1")])

    assert sent_back(again) == []
    assert failed(deciding).retries == 1


def test_an_order_for_another_service_changes_nothing() -> None:
    deciding = bench()
    fail(deciding)

    sent = deciding.tell(order("msg_1", service="accounting"))

    assert sent == ()
    assert failed(deciding).state == "failed"


def test_a_retried_message_that_fails_again_is_the_same_story() -> None:
    deciding = bench()
    fail(deciding)
    deciding.try_tell([order("msg_1")])
    deciding.pass_time(timedelta(minutes=5))

    fail(deciding, retry=1)

    (found,) = deciding.all(Failed)
    assert (found.state, found.failures, found.retries) == ("failed", 2, 1)
    assert [attempt.retry for attempt in found.history] == [0, 1]
    assert found.first_failed_at == START < found.failed_at


def test_a_retried_message_that_changes_nothing_is_seen_to_be_resolved() -> None:
    def nothing(_message: ReserveStock, _known: Known, _moment: Moment) -> Decision:
        return Decision()

    deciding = bench(nothing)
    fail(deciding)
    (row,) = sent_back(deciding.try_tell([order("msg_1")]))

    deciding._decider.handle([Received(decode(row.body), "normal", 0, retried=True)], deciding.now)
    deciding.store.resolve(deciding.now, ("retried",), "", 100)

    assert failed(deciding).state == "resolved"


def test_another_organisation_s_messages_cannot_be_ordered_back() -> None:
    deciding = bench()
    fail(deciding)

    outcome = deciding.try_tell([order("msg_1")], tenant="globex")

    assert [trouble.error for _, trouble in outcome.failed] == ["ForeignTenantError"]
    assert failed(deciding).state == "failed"


def test_the_support_team_of_the_whole_installation_orders_back_what_is_anybody_s() -> None:
    deciding = bench()
    fail(deciding)

    deciding.try_tell([order("msg_1")], tenant=HOUSE)

    assert failed(deciding).state == "retried"


def test_the_support_team_of_the_whole_installation_sees_nothing_else_of_anybody() -> None:
    def look(message: ReserveStock, known: Known, moment: Moment) -> Decision:
        known.get(Till, f"acme/{message.warehouse}")
        return Decision()

    deciding = bench()
    deciding.tell(wish(1))
    spying = bench(look, needs=lambda message, _: [Key(Till, f"acme/{message.warehouse}")])
    spying.store.entities[Till] = deciding.store.entities[Till]

    outcome = spying.try_tell([wish(2)], tenant=HOUSE)

    assert [trouble.error for _, trouble in outcome.failed] == ["ForeignTenantError"]


def test_a_repaired_message_is_sent_with_its_new_body_and_keeps_the_old_one() -> None:
    deciding = bench()
    fail(deciding)
    body = a_row(1, warehouse="lyon").body.decode()

    outcome = deciding.try_tell(
        [RepairOrdered(edit="edt_1", service="logistics", failure="msg_1", body=body)]
    )

    (row,) = sent_back(outcome)
    assert row.body == body.encode()
    assert failed(deciding).body == a_row().body
    assert failed(deciding).repaired == body.encode()
    answers = [decode(r.body).message for rows in outcome.sent.values() for r in rows if not r.retry]
    assert answers == [RepairTaken(edit="edt_1", taken=True)]


def test_a_message_is_archived_restored_and_noted_about() -> None:
    deciding = bench()
    fail(deciding)

    def mark(deed: str, note: str = "") -> None:
        deciding.tell(
            MarkOrdered(
                mark="mrk_1",
                service="logistics",
                failures=("msg_1",),
                deed=deed,  # type: ignore[arg-type]
                note=note,
                actor=ADA,
            )
        )

    mark("archive", "of no consequence")
    assert (failed(deciding).state, failed(deciding).archived_at) == ("archived", START)

    mark("restore")
    mark("note", "after all")
    assert (failed(deciding).state, failed(deciding).archived_at) == ("failed", None)
    assert [note.text for note in failed(deciding).notes] == ["of no consequence", "after all"]


def dry_run(deciding: Deciding, body: str = "") -> DryRunDone:
    (told,) = deciding.tell(DryRunOrdered(dry_run="dry_1", service="logistics", failure="msg_1", body=body))
    assert isinstance(told, DryRunDone)
    return told


def test_a_dry_run_tells_what_would_happen_and_changes_nothing() -> None:
    deciding = bench()
    deciding.tell(wish(9))
    fail(deciding)

    told = dry_run(deciding)

    assert told.outcome == "handled"
    assert [(one.collection, one.before, one.after) for one in told.changes] == [
        ("Till", '{"count":1}', '{"count":2}')
    ]
    assert [one.collection for one in told.records] == ["Receipt"]
    assert [one.type for one in told.messages] == ["stock.reserved.v1"]
    assert [till.count for till in deciding.all(Till)] == [1]
    assert len(deciding.all(Receipt)) == 1
    assert failed(deciding).state == "failed"


def test_a_dry_run_tells_the_error_that_would_come() -> None:
    def bug(_message: ReserveStock, _known: Known, _moment: Moment) -> Decision:
        raise KeyError("gone")

    deciding = bench(bug)
    fail(deciding)

    told = dry_run(deciding)

    assert (told.outcome, told.error) == ("fails", "KeyError")


def test_a_dry_run_sees_what_the_database_would_refuse() -> None:
    def twice(message: ReserveStock, known: Known, moment: Moment) -> Decision:
        decision = count(message, known, moment)
        return Decision(save=decision.save, add=(*decision.add, *decision.add))

    deciding = bench(twice)
    fail(deciding)

    assert dry_run(deciding).error == "UnstorableError"


@pytest.mark.parametrize("handled", [True, False])
def test_a_dry_run_tells_that_a_message_was_handled_after_all(handled: bool) -> None:
    deciding = bench()
    fail(deciding)
    if handled:
        deciding.tell(wish(1), id="msg_1")

    assert dry_run(deciding).outcome == ("nothing" if handled else "handled")


def test_a_dry_run_of_another_body_decides_on_that_one() -> None:
    deciding = bench()
    fail(deciding)

    told = dry_run(deciding, a_row(1, warehouse="lyon").body.decode())

    assert [one.id for one in told.changes] == ["acme/lyon"]
