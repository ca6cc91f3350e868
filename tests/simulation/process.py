"""One process of a service: its work, its effect worker and its keeper on their connections, by a clock of its own.

It can die at any named place."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.contracts.errors import UnavailableError
from shared.runtime.keeper_turns import KeeperTurns
from shared.runtime.performing import Performer
from shared.runtime.room import Room
from tests.simulation.agenda import START
from tests.simulation.faults import CrashError
from tests.simulation.lines import ConsumingLine, PublishingLine
from tests.simulation.nature import Nature
from tests.simulation.store import SimulatedStore
from tests.simulation.witness import Witness
from tests.simulation.work import Loop, SimulatedWork
from tests.simulation.worker import SimulatedWorker

_RESTART_SECONDS = 3.0
_SWEEP_AFTER = timedelta(seconds=5)


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
        witness: Witness,
        name: str,
        work: type[SimulatedWork] = SimulatedWork,
    ) -> None:
        self.room = room
        self._name = name
        self.crashes = 0
        self._performers = performers
        self._store = store
        self._nature = nature
        self._overtake = overtake
        self._witness = witness
        self._work = work
        self._ahead = timedelta(milliseconds=nature.random.randint(-nature.skew, nature.skew))
        self._told = (START, START + self._ahead)
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
            clock=self._now,
            loop=Loop(self._nature, guarded),
            random=self._nature.random,
            publishing=self._publishing,
            consuming=self._consuming,
            reached=self._reached,
            on_effects=self._look_for_effects,
            witness=self._witness,
        )
        self.worker = SimulatedWorker(
            self.room.name,
            self._performers,
            self._store,
            self._nature,
            self._now,
            guarded,
            self._reached,
            self.work.publish,
        )
        self._keeper = KeeperTurns(
            self.room,
            (),
            self._store.keepsakes,
            self._store,
            self.work.publish,
            lambda rows: self._publishing.publish(rows, lambda _unsent: None),
            self._now,
            f"{self._name} {life}",
            _SWEEP_AFTER,
            lambda: self._publishing.ready,
        )
        self.alive = True
        self._consuming.open()
        self.worker.look_soon()

    def _now(self) -> datetime:
        """By this machine's clock, which is a little ahead of others or behind."""
        instant = self._nature.agenda.now()
        if instant is not self._told[0]:
            self._told = (instant, instant + self._ahead)
        return self._told[1]

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

    def keep_house(self) -> None:
        """Take a keeper's turn, as this process."""
        self.run(self._keep)

    def _keep(self) -> None:
        try:
            self._keeper.turn()
        except UnavailableError:
            return  # the next turn comes soon

    @property
    def at_rest(self) -> bool:
        return self.alive and not self._consuming.holding and not self._publishing.in_flight
