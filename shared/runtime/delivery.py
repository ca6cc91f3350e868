"""One message as the broker handed it over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts.message import LANES, Lane
from shared.contracts.quick import quick
from shared.runtime.publishing import ATTEMPT_HEADER, RETRY_HEADER

_MOST_ATTEMPT = 1_000


@quick
@dataclass(frozen=True, slots=True)
class Delivery:
    """`epoch` tells the channel it came from: an acknowledgement on another one would be skipped or hit a stranger.
    lane: None for a dead-lettered message. retry: how often it was ordered back after it had failed."""

    tag: int
    epoch: int
    queue: str
    lane: Lane | None
    body: bytes
    redelivered: bool
    attempt: int
    message_id: str
    headers: dict[str, str]
    retry: int = 0


def delivery(epoch: int, queue: str, method: Any, properties: Any, body: bytes) -> Delivery:
    """From what the driver gives."""
    headers: Mapping[Any, Any] = properties.headers or {}
    return Delivery(
        tag=method.delivery_tag,
        epoch=epoch,
        queue=queue,
        lane=lane_of(queue),
        body=body,
        redelivered=method.redelivered,
        attempt=_count(headers.get(ATTEMPT_HEADER, 0)),
        message_id=_text(properties.message_id or "", 255),
        headers={_text(k, 100): _text(v, 200) for k, v in list(headers.items())[:30]} if headers else {},
        retry=_count(headers.get(RETRY_HEADER, 0)) if headers else 0,
    )


def lane_of(queue: str) -> Lane | None:
    """The lane that a queue belongs to; the dead-lettered messages' queue has none."""
    return next((lane for lane in LANES if f".{lane}." in queue), None)


def _count(value: object) -> int:
    """How often the ladder was climbed, or the message ordered back, as its header says; what is no sensible number
    counts as never, a huge one as often enough."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return 0
    return min(int(value), _MOST_ATTEMPT)


def _text(value: object, most: int) -> str:
    """A header's name or value as short text that any store takes."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text[:most].replace("\0", "\ufffd")
