"""What every service does when something is ordered about its failed messages: retry, repair, archive, restore, note.

These are decisions like any others: what changes, the messages that go back and the answer are one transaction, so that
an order is followed once, whenever anybody dies.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from shared.contracts.codec import decode
from shared.contracts.decision import NOTHING, Again, Decision, Key, Known, Moment, Row, on
from shared.contracts.errors import CoulisseError
from shared.contracts.failures import MarkOrdered, RepairOrdered, RepairTaken, RetryOrdered, RetryTaken
from shared.contracts.message import LANES, partition_of
from shared.contracts.topology import queue_name
from shared.persistence.failed import MOST_NOTES, Failed, FailureNote
from shared.runtime.delivery import lane_of


def rows(service: str) -> tuple[Row[Any], ...]:
    """What the runtime adds to a service's table."""
    orders = FailedOrders(service)
    return (
        on(RetryOrdered, orders.retry, needs=orders.named),
        on(RepairOrdered, orders.repair, needs=orders.one_named),
        on(MarkOrdered, orders.mark, needs=orders.named),
    )


class FailedOrders:
    """The decisions of one service. Orders for others change nothing."""

    def __init__(self, service: str) -> None:
        self._service = service

    def named(self, message: RetryOrdered | MarkOrdered, _moment: Moment) -> Iterable[Key[Failed]]:
        if message.service != self._service:
            return ()
        return [Key(Failed, id) for id in message.failures]

    def one_named(self, message: RepairOrdered, _moment: Moment) -> Iterable[Key[Failed]]:
        return [Key(Failed, message.failure)] if message.service == self._service else ()

    def retry(self, message: RetryOrdered, known: Known, moment: Moment) -> Decision:
        if message.service != self._service:
            return NOTHING
        found = [known.get(Failed, id) for id in message.failures]
        taken = [self._sent_back(one, message.order, moment) for one in found if one and _waits(one)]
        answer = RetryTaken(
            order=message.order,
            part=message.part,
            taken=len(taken),
            skipped=len(message.failures) - len(taken),
        )
        return Decision(save=tuple(taken), again=tuple(map(self._again, taken)), send=(answer,))

    def repair(self, message: RepairOrdered, known: Known, moment: Moment) -> Decision:
        if message.service != self._service:
            return NOTHING
        found = known.get(Failed, message.failure)
        if found is None or not _waits(found):
            return Decision(send=(RepairTaken(edit=message.edit, taken=False),))
        body = message.body.encode()
        repaired = replace(found, repaired=body, message_id=decode(body).envelope.id)
        taken = self._sent_back(repaired, message.edit, moment)
        return Decision(
            save=(taken,), again=(self._again(taken),), send=(RepairTaken(edit=message.edit, taken=True),)
        )

    def mark(self, message: MarkOrdered, known: Known, moment: Moment) -> Decision:
        if message.service != self._service:
            return NOTHING
        found = [known.get(Failed, id) for id in message.failures]
        return Decision(
            save=tuple(
                marked
                for one in found
                if one is not None and (marked := _marked(one, message, moment)) is not None
            )
        )

    def _sent_back(self, failed: Failed, order: str, moment: Moment) -> Failed:
        return replace(
            failed,
            state="retried",
            order=order,
            retries=failed.retries + 1,
            retried_at=moment.now,
            archived_at=None,
        )

    def _again(self, failed: Failed) -> Again:
        body = failed.repaired or failed.body
        return Again(
            id=failed.message_id or failed.id,
            queue=self._queue(failed, body),
            body=body,
            retry=failed.retries,
        )

    def _queue(self, failed: Failed, body: bytes) -> str:
        """Where its partition is worked on, which a repair may have changed. Where that cannot be told, the queue in
        which it failed; any queue of the service will do, since versions guard what partitions keep apart."""
        lane = lane_of(failed.queue) or LANES[-1]
        try:
            decoded = decode(body)
        except CoulisseError:
            return failed.queue if lane_of(failed.queue) else queue_name(self._service, lane, 0)
        partition = partition_of(decoded.envelope.tenant, decoded.message)
        return queue_name(self._service, lane, partition)


def _waits(failed: Failed) -> bool:
    return failed.state in ("failed", "archived")


def _marked(failed: Failed, order: MarkOrdered, moment: Moment) -> Failed | None:
    """As it is then; None when it is not in the state for that."""
    notes = failed.notes
    if order.note:
        note = FailureNote(at=moment.now, by=order.actor, text=order.note)
        notes = (*notes, note)[-MOST_NOTES:]
    if order.deed == "archive":
        if failed.state != "failed":
            return None
        return replace(failed, state="archived", archived_at=moment.now, notes=notes)
    if order.deed == "restore":
        if failed.state != "archived":
            return None
        return replace(failed, state="failed", archived_at=None, notes=notes)
    return replace(failed, notes=notes)
