"""A process's connections to the broker, with the same promises as the runtime's PublishingLink and ConsumingLink."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from shared.contracts.codec import OutgoingRow
from shared.contracts.message import LANES, Lane
from shared.contracts.topology import queues_of, topology
from shared.runtime.delivery import Delivery
from tests.simulation.agenda import Agenda
from tests.simulation.broker import Broker, Queued
from tests.simulation.faults import Faults

_LANES: dict[str, Lane | None] = {
    queue.name: next((lane for lane in LANES if f".{lane}." in queue.name), None)
    for queue in topology().queues
}
Answer = Callable[[list[str]], None]
Guarded = Callable[[Callable[[], None]], None]
"""Runs a call as its process would: not at all once it is dead, and to its death if it crashes."""


@dataclass(slots=True)
class _Group:
    """Rows on the wire. arrived: the broker has them, whether or not its confirm comes back."""

    rows: Sequence[OutgoingRow]
    answer: Answer
    arrived: bool = False
    gone: bool = False


class PublishingLine:
    """Publishes in order, with confirms; now and then the broker refuses. When it is cut, a part of what was on the
    wire arrives all the same."""

    def __init__(
        self, agenda: Agenda, broker: Broker, random: Random, faults: Faults, guarded: Guarded
    ) -> None:
        self._faults = faults
        self._agenda = agenda
        self._broker = broker
        self._random = random
        self._guarded = guarded
        self._groups: list[_Group] = []
        self._free_at = 0.0

    @property
    def ready(self) -> bool:
        return not self._broker.away

    @property
    def in_flight(self) -> int:
        return len(self._groups)

    def publish(self, rows: Sequence[OutgoingRow], answer: Answer) -> None:
        if not self.ready or not rows:
            answer([row.id for row in rows])
            return
        group = _Group(rows, answer)
        self._groups.append(group)
        self._free_at = max(self._free_at, self._agenda.seconds) + self._random.random() * 0.002
        self._agenda.at(self._free_at, lambda: self._arrive(group))

    def _arrive(self, group: _Group) -> None:
        if not group.gone:
            group.arrived = True
            returned = self._unsent(group)
            self._agenda.after(
                self._random.random() * 0.003, lambda: self._guarded(lambda: self._confirm(group, returned))
            )

    def _unsent(self, group: _Group) -> list[str]:
        """A full queue refuses what comes (reject-publish), others take theirs."""
        if not self._faults.strikes(self._faults.rates.refused):
            return self._broker.route(group.rows)
        taken = [row for row in group.rows if self._random.random() < 0.5]
        refused = {row.id for row in group.rows} - {row.id for row in taken}
        return [*self._broker.route(taken), *sorted(refused)]

    def _confirm(self, group: _Group, returned: list[str]) -> None:
        if not group.gone:
            group.gone = True
            self._groups.remove(group)
            group.answer(returned)

    def cut(self, *, tell: bool) -> None:
        """The connection is lost; `tell` whoever waits for confirms, unless the process died with it."""
        groups, self._groups = self._groups, []
        for group in groups:
            group.gone = True
            if not group.arrived:
                self._broker.route(group.rows[: self._random.randint(0, len(group.rows))])
        for group in groups if tell else ():
            group.answer([row.id for row in group.rows])


class ConsumingLine:
    """Takes from a service's queues as long as it is their active consumer. `on_delivery`: something waits."""

    def __init__(self, broker: Broker, service: str, random: Random, on_delivery: Callable[[], None]) -> None:
        self._broker = broker
        self._random = random
        self._on_delivery = on_delivery
        self._queues = queues_of(service)
        self._sources = [(queue, broker.queues[queue], broker.lines[queue]) for queue in self._queues]
        self._held: dict[int, tuple[str, Queued]] = {}
        self._epoch = 0
        self._tag = 0
        self.attached = False

    @property
    def ready(self) -> bool:
        return self.attached

    @property
    def waiting(self) -> int:
        return sum(len(queue) for _, queue in self._mine())

    @property
    def holding(self) -> int:
        return len(self._held)

    def _mine(self) -> list[tuple[str, deque[Queued]]]:
        """Queues that hold something for this consumer."""
        if not self.attached or self._broker.away:
            return []
        return [(name, queue) for name, queue, line in self._sources if queue and line[0] is self]

    def something_waits(self) -> None:
        self._on_delivery()

    def open(self) -> None:
        if not self.attached:
            self.attached = True
            self._epoch += 1
            for queue in self._queues:
                self._broker.attach(queue, self)

    def drop(self) -> None:
        """The connection is lost: the broker takes everything back that was not acknowledged."""
        if not self.attached:
            return
        self.attached = False
        self._epoch += 1
        held, self._held = self._held, {}
        for queue in self._queues:
            self._broker.detach(queue, self, [message for place, message in held.values() if place == queue])

    def renew(self) -> None:
        self.drop()
        self.open()

    def holds(self, delivery: Delivery) -> bool:
        return delivery.epoch == self._epoch

    def take(self, most: int, _most_bytes: int) -> list[Delivery]:
        """Urgent ones first; between queues any order, within a queue its own."""
        taken: list[Delivery] = []
        mine = self._mine()
        if len(mine) > 1:
            self._random.shuffle(mine)
            mine.sort(key=lambda source: _LANES[source[0]] != "urgent")
        for name, waiting in mine:
            while waiting and len(taken) < most:
                taken.append(self._hand_over(name, waiting.popleft()))
        return taken

    def _hand_over(self, queue: str, message: Queued) -> Delivery:
        self._tag += 1
        self._held[self._tag] = (queue, message)
        return Delivery(
            tag=self._tag,
            epoch=self._epoch,
            queue=queue,
            lane=_LANES[queue],
            body=message.body,
            redelivered=message.redelivered,
            attempt=message.attempt,
            message_id=message.id,
            headers={},
        )

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """On the connection that delivered them; on another one nothing happens, as with the real broker."""
        for delivery in deliveries:
            if delivery.epoch == self._epoch:
                self._held.pop(delivery.tag, None)
