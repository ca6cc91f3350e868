"""What befalls a whole world: the broker or a database goes away for a while, somebody publishes what is no message."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from random import Random

from shared.contracts.message import PARTITIONS
from tests.simulation.agenda import Agenda
from tests.simulation.broker import Broker, Queued
from tests.simulation.faults import Faults
from tests.simulation.process import Process
from tests.simulation.store import SimulatedStore


def _unreadable_id(queue: str, body: bytes) -> str:
    """What the failed store calls a message without a readable id."""
    return sha256(queue.encode() + body).hexdigest()


class Calamities:
    """poison: the failed store's ids of the unreadable messages that were published."""

    def __init__(
        self,
        agenda: Agenda,
        broker: Broker,
        stores: Mapping[str, SimulatedStore],
        processes: Mapping[str, Sequence[Process]],
        random: Random,
        faults: Faults,
    ) -> None:
        self._agenda = agenda
        self._broker = broker
        self._stores = stores
        self._processes = processes
        self._random = random
        self._faults = faults
        self.poison: set[str] = set()

    def maybe_strike(self) -> None:
        """Called whenever somebody acts."""
        rates = self._faults.rates
        if self._faults.strikes(rates.away):
            for_seconds = self._random.choice((0.05, 1.0, 20.0))
            if self._random.random() < 0.5:
                self._lose_broker(for_seconds)
            else:
                self._lose_database(self._random.choice(list(self._stores.values())), for_seconds)
        if self._faults.strikes(rates.poison):
            self._poison()

    def _lose_broker(self, for_seconds: float) -> None:
        self._broker.away = True
        for processes in self._processes.values():
            for process in processes:
                process.run(process.lose_connections)

        def back() -> None:
            self._broker.away = False
            self._broker.wake_all()

        self._agenda.after(for_seconds, back)

    def _lose_database(self, store: SimulatedStore, for_seconds: float) -> None:
        def back() -> None:
            store.away = False

        store.away = True
        self._agenda.after(for_seconds, back)

    def _poison(self) -> None:
        queue = self._random.choice(
            [f"{name}.normal.{place}" for name in self._stores for place in range(PARTITIONS)]
        )
        body = f"{{not json {self._random.getrandbits(64)}".encode()
        self.poison.add(_unreadable_id(queue, body))
        self._broker.put(queue, Queued("poison", body, 0))
