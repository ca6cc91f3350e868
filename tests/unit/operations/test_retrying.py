"""An order to retry holds what it held when it was given, goes part by part, and can be stopped."""

from services.operations.domain.audit_entry import AuditEntry
from services.operations.domain.retry_order import PART, RetryOrder
from shared.contracts.failures import RetryOrdered, RetryTaken, StopRetry
from shared.contracts.message import Message
from tests.support.deciding import Deciding
from tests.unit.operations.orders import ADA, a_bench, a_retry, refs


def follow(bench: Deciding, sent: tuple[Message, ...]) -> list[RetryOrdered]:
    """Every part, answered as its service would."""
    parts: list[RetryOrdered] = []
    while sent:
        (part,) = sent
        assert isinstance(part, RetryOrdered)
        parts.append(part)
        sent = bench.tell(taken(part))
    return parts


def taken(part: RetryOrdered, skipped: int = 0) -> RetryTaken:
    return RetryTaken(order=part.order, part=part.part, taken=len(part.failures) - skipped, skipped=skipped)


def test_an_order_goes_part_by_part_to_the_services_that_keep_its_messages() -> None:
    bench, failures = a_bench(), (*refs(2 * PART + 1), *refs(3, "accounting"))

    parts = follow(bench, bench.tell(a_retry(*failures)))

    order = bench.get(RetryOrder, "ret_1")
    assert order is not None
    assert (order.state, order.total, order.taken) == ("done", len(failures), len(failures))
    assert sorted((part.service, id) for part in parts for id in part.failures) == sorted(
        (ref.service, ref.failure) for ref in failures
    )
    assert max(len(part.failures) for part in parts) == PART


def test_a_message_named_twice_is_sent_back_once() -> None:
    bench = a_bench()

    (part,) = bench.tell(a_retry(*refs(1), *refs(1)))

    assert isinstance(part, RetryOrdered)
    assert part.failures == ("logistics0",)


def test_a_stopped_order_goes_no_further_than_the_part_that_is_under_way() -> None:
    bench = a_bench()
    (first,) = bench.tell(a_retry(*refs(3 * PART)))
    assert isinstance(first, RetryOrdered)

    bench.tell(StopRetry(order="ret_1", actor=ADA))
    further = bench.tell(taken(first))

    order = bench.get(RetryOrder, "ret_1")
    assert order is not None
    assert further == ()
    assert (order.state, order.taken, order.stopped_by) == ("stopped", PART, ADA)


def test_an_answer_that_comes_again_sends_no_part_twice() -> None:
    bench = a_bench()
    (first,) = bench.tell(a_retry(*refs(2 * PART)))
    assert isinstance(first, RetryOrdered)
    bench.tell(taken(first))

    again = bench.tell(taken(first))

    order = bench.get(RetryOrder, "ret_1")
    assert order is not None
    assert again == ()
    assert order.taken == PART


def test_what_is_not_failed_any_more_is_counted_as_skipped() -> None:
    bench = a_bench()
    (part,) = bench.tell(a_retry(*refs(5)))
    assert isinstance(part, RetryOrdered)

    bench.tell(taken(part, skipped=2))

    order = bench.get(RetryOrder, "ret_1")
    assert order is not None
    assert (order.taken, order.skipped, order.state) == (3, 2, "done")


def test_an_order_that_has_ended_cannot_be_stopped() -> None:
    bench = a_bench()
    follow(bench, bench.tell(a_retry()))

    bench.tell(StopRetry(order="ret_1", actor=ADA), id="msg_stop")

    order = bench.get(RetryOrder, "ret_1")
    assert order is not None
    assert order.state == "done"
    assert len(bench.all(AuditEntry)) == 1


def test_who_ordered_a_retry_is_kept() -> None:
    bench = a_bench()

    bench.tell(a_retry(*refs(7)))

    (entry,) = bench.all(AuditEntry)
    assert (entry.by, entry.deed, entry.subject, entry.count) == (ADA, "retry", "ret_1", 7)
