"""One process of a service: its work and effect worker on their connections; it can die at any named place."""

from collections.abc import Callable, Sequence
from typing import Any

from shared.contracts.codec import OutgoingRow
from shared.runtime.performing import Performer
from shared.runtime.room import Room
from tests.simulation.effect_worker import EffectWorker
from tests.simulation.faults import CrashError
from tests.simulation.lines import ConsumingLine, PublishingLine
from tests.simulation.nature import Nature
from tests.simulation.store import SimulatedStore
from tests.simulation.work import Loop, SimulatedWork

_RESTART_SECONDS = 3.0


class Process:
    """overtake(process): lets others work while this one stands still. After a crash it starts anew, with nothing in
    memory, some seconds later."""

    def __init__(
        self,
        room: Room,
        performers: Sequence[Performer[Any]],
        store: SimulatedStore,
        nature: Nature,
        overtake: Callable[["Process"], None],
        handled: Callable[[str, str], None],
        work: type[SimulatedWork] = SimulatedWork,
    ) -> None:
        self.room = room
        self.crashes = 0
        self._performers = performers
        self._store = store
        self._nature = nature
        self._overtake = overtake
        self._handled = handled
        self._work = work
        self._life = 0
        self._busy = False
        self._start()

    def _start(self) -> None:
        life = self._life
        guarded = lambda call: self._run(life, call)  # noqa: E731 - belongs to this life alone
        self._publishing = PublishingLine(
            self._nature.agenda, self._nature.broker, self._nature.random, self._nature.faults, guarded
        )
        self._consuming = ConsumingLine(
            self._nature.broker, self.room.name, self._nature.random, self._schedule
        )
        self.work = self._work(
            room=self.room,
            store=self._store,
            clock=self._nature.agenda.now,
            loop=Loop(self._nature, guarded),
            random=self._nature.random,
            publishing=self._publishing,
            consuming=self._consuming,
            reached=self._reached,
            on_effects=self._look_for_effects,
            handled=lambda id: self._handled(self.room.name, id),
        )
        self.worker = EffectWorker(
            self.room.name,
            self._performers,
            self._store,
            self._nature,
            guarded,
            self._reached,
            self.work.publish,
        )
        self.alive = True
        self._consuming.open()
        self.worker.look_soon()

    def _schedule(self) -> None:
        self.work.schedule()

    def _look_for_effects(self) -> None:
        self.worker.look_soon()

    def run(self, call: Callable[[], None]) -> None:
        """As this process, now."""
        self._run(self._life, call)

    def _run(self, life: int, call: Callable[[], None]) -> None:
        if not self.alive or life != self._life:
            return
        if self._busy:  # it has one thread: what comes meanwhile waits
            self._nature.agenda.after(0.001, lambda: self._run(life, call))
            return
        self._busy = True
        try:
            call()
        except CrashError:
            self._die()
        finally:
            self._busy = False

    def _reached(self, place: str) -> None:
        faults = self._nature.faults
        if faults.strikes(faults.rates.crash):
            raise CrashError(place)
        if place == "before_commit":
            if faults.strikes(faults.rates.cut):
                self.lose_connections()
            if faults.strikes(faults.rates.overtaken):
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
        self._nature.agenda.after(self._nature.random.random() * _RESTART_SECONDS, self._start)

    def publish(self, rows: dict[str, list[OutgoingRow]]) -> bool:
        """What lies in the outbox; False when this process cannot."""
        if not self.alive or not self._publishing.ready:
            return False
        self.run(lambda: self.work.publish(rows))
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
