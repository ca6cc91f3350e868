"""The ladder of delays: each failed attempt waits one rung higher, on the broker, before it comes back."""

from collections.abc import Callable

from shared.contracts.codec import OutgoingRow
from shared.contracts.message import LANES
from shared.contracts.topology import LADDER_SECONDS, queue_name, rung_exchange
from shared.runtime.delivery import Delivery

MOST_ATTEMPTS = len(LADDER_SECONDS) + 2


def next_rung(
    delivery: Delivery, chance: Callable[[], float], *, conflict: bool = False
) -> OutgoingRow | None:
    """The row that sends a delivery up the ladder, or None when it has climbed often enough.

    A quarter of the messages take the rung above, so that what failed together does not come back together.
    conflict: it only met another transaction. It climbs half as fast, since a process that was killed inside its
    transaction is in the way for no more than the 10 to 15 s after which the database ends that one.
    """
    if delivery.attempt >= MOST_ATTEMPTS:
        return None
    climbed = delivery.attempt // 2 if conflict else delivery.attempt
    rung = min(climbed + (chance() < 0.25), len(LADDER_SECONDS) - 1)
    return OutgoingRow(
        id=delivery.message_id or f"{delivery.queue}#{delivery.tag}",
        routing_key=delivery.queue,
        body=delivery.body,
        exchange=rung_exchange(LADDER_SECONDS[rung]),
        attempt=delivery.attempt + 1,
        retry=delivery.retry,
    )


def come_back_later(delivery: Delivery) -> OutgoingRow:
    """The row that lets a delivery wait on the highest rung, for which the failed store has no room. What passed the
    delivery limit comes back to an ordinary queue of its service."""
    queue = delivery.queue
    if delivery.lane is None:
        queue = queue_name(queue.partition(".")[0], LANES[-1], 0)
    return OutgoingRow(
        id=delivery.message_id or f"{delivery.queue}#{delivery.tag}",
        routing_key=queue,
        body=delivery.body,
        exchange=rung_exchange(LADDER_SECONDS[-1]),
        attempt=delivery.attempt,
        retry=delivery.retry,
    )
