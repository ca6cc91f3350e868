"""Everything told of cases is kept, numbered without gaps, whether or not anybody listens."""

import json
from datetime import timedelta

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.event import Event, EventLog
from shared.contracts.cases import CaseClosed
from shared.contracts.message import partition_of
from tests.support.deciding import Deciding
from tests.unit.notifications.messages import a_bench, a_closed_case, a_creation, an_issued_invoice


def kept(bench: Deciding, tenant: str = "acme") -> list[Event]:
    found = [event for event in bench.all(Event) if event.tenant == tenant]
    return sorted(found, key=lambda event: event.number)


def test_an_event_is_kept_even_if_nobody_listens() -> None:
    bench = a_bench()

    bench.tell(a_closed_case())

    (event,) = kept(bench)
    assert (event.number, event.type, event.case, event.client) == (1, "case.closed", "case_1", "shop")
    assert json.loads(event.body)["id"] == event.id
    assert bench.effects() == []


def test_webhooks_carry_the_id_and_the_text_of_the_event() -> None:
    bench = a_bench()
    bench.tell(a_creation("sub_1"))
    bench.tell(a_creation("sub_2"))

    bench.tell(a_closed_case())

    (event,) = kept(bench)
    assert {(one.event, one.body) for one in bench.all(Delivery)} == {(event.id, event.body)}
    assert len(bench.all(Delivery)) == 2


def test_events_are_numbered_in_the_order_in_which_they_were_told() -> None:
    bench = a_bench()

    bench.try_tell([a_closed_case("case_1"), an_issued_invoice("case_2"), a_closed_case("case_2")])
    bench.tell(a_closed_case("case_3"))

    assert [(one.number, one.case, one.type) for one in kept(bench)] == [
        (1, "case_1", "case.closed"),
        (2, "case_2", "case.invoice_issued"),
        (3, "case_2", "case.closed"),
        (4, "case_3", "case.closed"),
    ]


def test_each_organisation_has_a_log_of_its_own() -> None:
    bench = a_bench()

    bench.tell(a_closed_case("case_1"))
    bench.tell(a_closed_case("case_2"), tenant="other")

    assert [one.number for one in kept(bench)] == [one.number for one in kept(bench, "other")] == [1]


def test_a_redelivered_event_is_kept_once() -> None:
    bench = a_bench()

    bench.tell(a_closed_case(), id="f" * 32)
    bench.tell(a_closed_case(), id="f" * 32)

    assert len(kept(bench)) == 1


def test_the_log_does_not_run_backwards_when_a_clock_does() -> None:
    bench = a_bench()

    bench.tell(a_closed_case("case_1"), at=bench.now)
    bench.tell(a_closed_case("case_2"), at=bench.now - timedelta(seconds=3))

    first, second = kept(bench)
    assert first.at == second.at
    log = bench.get(EventLog, "acme")
    assert log is not None
    assert (log.last, log.last_id, log.last_at) == (2, second.id, second.at)


def test_all_events_of_an_organisation_come_through_one_queue() -> None:
    partitions = {partition_of("acme", a_closed_case(f"case_{number}")) for number in range(50)}

    assert len(partitions) == 1
    assert CaseClosed.definition.partition_by == ()
