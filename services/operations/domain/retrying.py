"""Orders to retry: given, followed part by part, stopped."""

from collections.abc import Iterable
from dataclasses import replace

from services.operations.domain.audit_entry import audited
from services.operations.domain.retry_order import RetryOrder, RetryPart, part_id, parts_of
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, done, refused
from shared.contracts.failures import RetryFailures, RetryOrdered, RetryTaken, StopRetry


def needed(message: RetryFailures | StopRetry | RetryTaken, _moment: Moment) -> Iterable[Key[RetryOrder]]:
    return [Key(RetryOrder, message.order)]


def needed_then(message: RetryTaken, known: Known, _moment: Moment) -> Iterable[Key[RetryPart]]:
    order = known.get(RetryOrder, message.order)
    return [Key(RetryPart, part_id(order.id, order.next_part))] if order is not None else ()


def order(message: RetryFailures, known: Known, moment: Moment) -> Decision:
    """Fix what it holds, and send the first part."""
    if known.get(RetryOrder, message.order) is not None:
        return NOTHING
    parts = [
        RetryPart(
            id=part_id(message.order, number),
            tenant=moment.tenant,
            order=message.order,
            service=service,
            failures=failures,
            ordered_at=moment.now,
        )
        for number, (service, failures) in enumerate(parts_of(message.failures))
    ]
    total = sum(len(part.failures) for part in parts)
    given = RetryOrder(
        id=message.order,
        tenant=moment.tenant,
        by=message.actor,
        note=message.note,
        ordered_at=moment.now,
        total=total,
        parts=len(parts),
        next_part=1,
    )
    entry = audited(moment, message.actor, "retry", message.order, count=total, note=message.note)
    return Decision(
        save=(given,),
        add=(*parts, entry),
        send=tuple(_sent(part, 0) for part in parts[:1]),
        answer=done(order=given.id, total=str(total)),
    )


def taken(message: RetryTaken, known: Known, moment: Moment) -> Decision:
    """A part went: the next one, unless somebody said stop."""
    order = known.get(RetryOrder, message.order)
    if order is None or message.part != order.next_part - 1 or order.state in ("stopped", "done"):
        return NOTHING
    counted = replace(order, taken=order.taken + message.taken, skipped=order.skipped + message.skipped)
    part = known.get(RetryPart, part_id(order.id, order.next_part))
    if part is None:
        return Decision(save=(replace(counted, state="done", finished_at=moment.now),))
    if order.state == "stopping":
        return Decision(save=(replace(counted, state="stopped", finished_at=moment.now),))
    return Decision(
        save=(replace(counted, next_part=order.next_part + 1),), send=(_sent(part, order.next_part),)
    )


def stop(message: StopRetry, known: Known, moment: Moment) -> Decision:
    order = known.get(RetryOrder, message.order)
    if order is None or order.state in ("stopped", "done"):
        return Decision(
            answer=refused(
                "retry_finished",
                "This retry has come to its end: there is nothing left to stop.",
                "Read it again to see what became of its messages.",
            )
        )
    if order.state == "stopping":
        return NOTHING
    stopping = replace(order, state="stopping", stopped_by=message.actor)
    return Decision(save=(stopping,), add=(audited(moment, message.actor, "stop", order.id),))


def _sent(part: RetryPart, number: int) -> RetryOrdered:
    return RetryOrdered(order=part.order, part=number, service=part.service, failures=part.failures)
