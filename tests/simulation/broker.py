"""A broker in memory: durable queues by the real topology, one active consumer each, at least once.

It keeps what RabbitMQ's quorum queues promise: a message is there until it was acknowledged; what a lost consumer held
comes back flagged as redelivered, at the head of its queue or at its tail; within a queue the order holds otherwise;
what cannot be routed is returned.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from shared.contracts.codec import OutgoingRow
from shared.contracts.quick import quick, replace
from shared.contracts.topology import EXCHANGE, LADDER_SECONDS, queues_of, rung_exchange, topology
from tests.simulation.agenda import Agenda

_RUNGS = {rung_exchange(seconds): seconds for seconds in LADDER_SECONDS}


def _bindings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for binding in topology().bindings:
        if binding.exchange == EXCHANGE:
            found[binding.key] = (*found.get(binding.key, ()), binding.queue)
    return found


_BOUND = _bindings()
_QUEUES = tuple(queue.name for queue in topology().queues)


@quick
@dataclass(frozen=True, slots=True)
class Queued:
    """A message in a queue. attempt: the ladder's header."""

    id: str
    body: bytes
    attempt: int
    redelivered: bool = False


class Consumer(Protocol):
    """Who is told that a queue it is the active consumer of holds something."""

    def something_waits(self) -> None: ...


class Broker:
    """lines: who consumes from a queue, the active one first. away: it takes nothing and delivers nothing, but loses
    nothing either."""

    def __init__(self, agenda: Agenda, random: Random) -> None:
        self._agenda = agenda
        self._random = random
        self.queues: dict[str, deque[Queued]] = {name: deque() for name in _QUEUES}
        self.lines: dict[str, list[Consumer]] = {name: [] for name in self.queues}
        self.climbing = 0
        self.away = False

    def route(self, rows: Sequence[OutgoingRow]) -> list[str]:
        """Put rows into their queues; the ids of those that no queue is bound for."""
        returned = []
        for row in rows:
            if row.exchange == EXCHANGE:
                queues = _BOUND.get(row.routing_key, ())
                for queue in queues:
                    self.put(queue, Queued(row.id, row.body, row.attempt))
                if not queues:
                    returned.append(row.id)
            else:
                self._climb(row)
        return returned

    def put(self, queue: str, message: Queued) -> None:
        self.queues[queue].append(message)
        self._tell(queue)

    def _climb(self, row: OutgoingRow) -> None:
        """A rung: back into the queue that the routing key names, once its time is over."""
        self.climbing += 1

        def back() -> None:
            self.climbing -= 1
            self.put(row.routing_key, Queued(row.id, row.body, row.attempt))

        self._agenda.after(_RUNGS[row.exchange], back)

    def attach(self, queue: str, consumer: Consumer) -> None:
        """Stand in line for a queue; the first in line is its single active consumer."""
        self.lines[queue].append(consumer)
        self._tell(queue)

    def detach(self, queue: str, consumer: Consumer, held: Sequence[Queued]) -> None:
        """Leave; what was held and not acknowledged comes back, and so does what was on its way to the consumer."""
        waiting = self.queues[queue]
        back = [replace(message, redelivered=True) for message in held]
        if self._random.random() < 0.7:
            waiting.extendleft(reversed(back))
        else:
            waiting.extend(back)
        if self.is_active(queue, consumer):
            for place in range(min(len(waiting), self._random.randrange(4))):
                waiting[place] = replace(waiting[place], redelivered=True)
        self.lines[queue].remove(consumer)
        self._tell(queue)

    def is_active(self, queue: str, consumer: Consumer) -> bool:
        line = self.lines[queue]
        return bool(line) and line[0] is consumer

    def rotate(self, service: str, random: Random) -> None:
        """Some consumers stand aside for the next in line, as when one was cancelled; they keep what they hold."""
        for queue in queues_of(service):
            line = self.lines[queue]
            if self.queues[queue] and len(line) > 1 and random.random() < 0.5:
                line.append(line.pop(0))
                self._tell(queue)

    def wake_all(self) -> None:
        """It is back after an absence."""
        for queue in self.queues:
            self._tell(queue)

    def _tell(self, queue: str) -> None:
        line = self.lines[queue]
        if line and self.queues[queue] and not self.away:
            line[0].something_waits()

    @property
    def at_rest(self) -> bool:
        return not self.climbing and not any(self.queues.values())
