"""How each part of the platform is: ok, degraded or down, and why. By what processes and the broker say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from services.operations.domain.health_reasons import Reason, reason, told_by

State = Literal["ok", "degraded", "down"]
LOST_SECONDS = 20.0
"""A process that was silent for so long is gone, or hangs."""
FORGOTTEN_SECONDS = 600.0
"""For so long one that went without a word is missed, unless another has taken its place."""
LATE_SECONDS = 60.0
PILE = 10_000
UNSEEN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Beat:
    """What one process said last, so many seconds ago. said: the rest of its heartbeat."""

    service: str
    host: str
    age: float
    started_at: datetime
    at: datetime
    said: dict[str, Any]

    @property
    def lives(self) -> bool:
        return self.age < max(LOST_SECONDS, 4 * float(self.said.get("every_seconds", 5.0)))


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """waited: seconds for which it was never seen empty."""

    name: str
    messages: int
    consumers: int
    waited: float


@dataclass(frozen=True, slots=True)
class BrokerSeen:
    """What operations saw of the broker, so many seconds ago."""

    age: float
    reached: bool
    queues: tuple[QueueSeen, ...] = ()
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """Of one service or server."""

    name: str
    state: State
    reasons: tuple[Reason, ...] = ()


def of_service(name: str, beats: Sequence[Beat], broker: BrokerSeen | None) -> Health:
    """beats: of this service's processes, however old."""
    living = [beat for beat in beats if beat.lives]
    if not living:
        return Health(name, "down", (reason("nobody"), *_unattended(name, broker)))
    unwell = [beat for beat in living if beat.said.get("reasons")]
    reasons = [told_by(beat.host, words) for beat in unwell for words in beat.said["reasons"]]
    reasons += [reason("lost", host=beat.host, seconds=int(beat.age)) for beat in _missed(beats, living)]
    reasons += _behind(name, living, broker)
    if not reasons:
        return Health(name, "ok")
    return Health(name, "down" if len(unwell) == len(living) else "degraded", tuple(dict.fromkeys(reasons)))


def _missed(beats: Sequence[Beat], living: Sequence[Beat]) -> list[Beat]:
    """Those that fell silent and whose place nobody has taken since."""
    newest = max(beat.started_at for beat in living)
    return [beat for beat in beats if not beat.lives and beat.age < FORGOTTEN_SECONDS and newest < beat.at]


def _behind(name: str, living: Sequence[Beat], broker: BrokerSeen | None) -> list[Reason]:
    lag = max((float(beat.said.get("lag_seconds", 0)) for beat in living), default=0.0)
    backlogs = [beat.said.get("backlog", {}) for beat in living]
    outbox = max((float(one.get("outbox_seconds", 0)) for one in backlogs), default=0.0)
    effects = max((float(one.get("effects_seconds", 0)) for one in backlogs), default=0.0)
    resting = len({partner for beat in living for partner in beat.said.get("breakers", ())})
    found = []
    if lag > LATE_SECONDS:
        found.append(reason("late", seconds=int(lag)))
    if outbox > LATE_SECONDS:
        found.append(reason("outbox", seconds=int(outbox)))
    if effects > LATE_SECONDS:
        found.append(reason("effects", seconds=int(effects)))
    if any(one.get("failed_full") for one in backlogs):
        found.append(reason("full"))
    if resting:
        found.append(reason("resting", count=resting))
    return [*found, *_unattended(name, broker)]


def _unattended(name: str, broker: BrokerSeen | None) -> list[Reason]:
    if broker is None or not broker.reached or broker.age > UNSEEN_SECONDS:
        return []
    queues = queues_of(name, broker.queues)
    found = []
    if deaf := sum(1 for queue in queues if queue.consumers == 0):
        found.append(reason("deaf", count=deaf))
    if (waiting := sum(queue.messages for queue in queues)) > PILE:
        found.append(reason("pile", count=waiting))
    return found


def queues_of(name: str, queues: Iterable[QueueSeen]) -> list[QueueSeen]:
    """A service's own."""
    return [queue for queue in queues if queue.name.startswith(f"{name}.")]


def of_broker(seen: BrokerSeen | None, beats: Sequence[Beat]) -> Health:
    """By what operations saw; where that is old, by whether anybody has a connection."""
    if seen is None or seen.age > UNSEEN_SECONDS:
        linked = [bool(beat.said["broker"]) for beat in beats if beat.lives and "broker" in beat.said]
        if linked and not any(linked):
            return Health("broker", "down", (reason("broker"),))
        age = int(seen.age) if seen is not None else 0
        return Health("broker", "degraded", (reason("unseen", seconds=age),))
    if not seen.reached:
        return Health("broker", "down", (reason("broker"),))
    if seen.missing:
        return Health("broker", "degraded", (reason("missing", count=seen.missing),))
    return Health("broker", "ok")


def of_database(away: int) -> Health:
    """Whoever reads this has a primary. away: members of the set that do not answer."""
    return (
        Health("database", "degraded", (reason("member", count=away),)) if away else Health("database", "ok")
    )


def of_all(parts: Iterable[Health]) -> State:
    """The platform is down when a part of it is, since every case needs all of them."""
    states = {part.state for part in parts}
    return "down" if "down" in states else "degraded" if "degraded" in states else "ok"
