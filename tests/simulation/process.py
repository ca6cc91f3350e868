"""One process of a service: engine and effect worker on their connections; it can die at any named place."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from shared.contracts.codec import OutgoingRow
from shared.runtime.performing import Performer
from shared.runtime.room import Room
from tests.simulation.agenda import Agenda
from tests.simulation.broker import Broker
from tests.simulation.effect_worker import EffectWorker
from tests.simulation.engine import Loop, SimulatedEngine
from tests.simulation.faults import CrashError, Faults
from tests.simulation.lines import ConsumingLine, PublishingLine
from tests.simulation.store import SimulatedStore

_RESTART_SECONDS = 3.0


class Process:
    """overtake(process): lets others work while this one stands still. After a crash it starts anew, with nothing in
    memory, some seconds later."""

    def __init__(
        self,
        room: Room,
        performers: Sequence[Performer[Any]],
        store: SimulatedStore,
        agenda: Agenda,
        broker: Broker,
        random: Random,
        faults: Faults,
        overtake: Callable[["Process"], None],
        handled: Callable[[str, str], None],
        pace: float,
        engine: type[SimulatedEngine] = SimulatedEngine,
    ) -> None:
        self.room = room
        self.crashes = 0
        self._performers = performers
        self._store = store
        self._agenda = agenda
        self._broker = broker
        self._random = random
        self._faults = faults
        self._overtake = overtake
        self._handled = handled
        self._pace = pace
        self._engine = engine
        self._life = 0
        self._busy = False
        self._start()

    def _start(self) -> None:
        life = self._life
        guarded = lambda call: self._run(life, call)  # noqa: E731 - belongs to this life alone
        self._publishing = PublishingLine(self._agenda, self._broker, self._random, guarded)
        self.engine = self._engine(
            room=self.room,
            store=self._store,
            clock=self._agenda.now,
            loop=Loop(self._agenda, self._random, self._pace, guarded),
            random=self._random,
            publishing=self._publishing,
            consuming=self._consume,
            reached=self._reached,
            on_effects=lambda: self.worker.look_soon(),
            handled=lambda id: self._handled(self.room.name, id),
        )
        self.worker = EffectWorker(
            self.room.name,
            self._performers,
            self._store,
            self._agenda,
            self._random,
            self._faults,
            guarded,
            self._reached,
            self.engine.publish,
        )
        self.alive = True
        self._consuming.open()
        self.worker.look_soon()

    def _consume(self, on_delivery: Callable[[], None]) -> ConsumingLine:
        self._consuming = ConsumingLine(self._broker, self.room.name, self._random, on_delivery)
        return self._consuming

    def run(self, call: Callable[[], None]) -> None:
        """As this process, now."""
        self._run(self._life, call)

    def _run(self, life: int, call: Callable[[], None]) -> None:
        if not self.alive or life != self._life:
            return
        if self._busy:  # it has one thread: what comes meanwhile waits
            self._agenda.after(0.001, lambda: self._run(life, call))
            return
        self._busy = True
        try:
            call()
        except CrashError:
            self._die()
        finally:
            self._busy = False

    def _reached(self, place: str) -> None:
        rates = self._faults.rates
        if self._faults.strikes(rates.crash):
            raise CrashError(place)
        if place == "before_commit":
            if self._faults.strikes(rates.cut):
                self.lose_connections()
            if self._faults.strikes(rates.overtaken):
                self._overtake(self)

    def lose_connections(self) -> None:
        """As after a heartbeat that did not come: the process lives on with what it has in hand."""
        self._publishing.cut(tell=True)
        self._consuming.renew()

    def _die(self) -> None:
        self.alive = False
        self._life += 1
        self.crashes += 1
        self._publishing.cut(tell=False)
        self._consuming.drop()
        self._agenda.after(self._random.random() * _RESTART_SECONDS, self._start)

    def publish(self, rows: dict[str, list[OutgoingRow]]) -> bool:
        """What lies in the outbox; False when this process cannot."""
        if not self.alive or not self._publishing.ready:
            return False
        self.run(lambda: self.engine.publish(rows))
        return True

    def send(self, rows: list[OutgoingRow]) -> bool:
        """Rows that are made anew as long as they are needed."""
        if not self.alive or not self._publishing.ready:
            return False
        self._publishing.publish(rows, lambda _: None)
        return True

    @property
    def at_rest(self) -> bool:
        return self.alive and not self._consuming.holding and not self._publishing.in_flight
