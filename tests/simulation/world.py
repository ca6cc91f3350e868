"""A world: all services, their broker, databases, partners and people, drawn from one seed."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import services.accounting.service
import services.intake.service
import services.logistics.service
import services.notifications.service
import services.operations.service
import services.validation.service
from shared.contracts.decision import Entity
from shared.persistence.store import Commit
from shared.runtime.performing import Performer
from shared.runtime.room import Room
from tests.simulation.agenda import Agenda
from tests.simulation.archive import Archive
from tests.simulation.broker import Broker
from tests.simulation.calamities import Calamities
from tests.simulation.faults import CALM, LEAKY, ROUGH, Faults, Rates
from tests.simulation.gateway import Gateway
from tests.simulation.keeper import Housekeeping
from tests.simulation.nature import Nature
from tests.simulation.partners import Erp, Inspectors, Receivers
from tests.simulation.people import People
from tests.simulation.process import Process
from tests.simulation.provocations import Provocations
from tests.simulation.store import SimulatedStore
from tests.simulation.witness import BrokenInvariantError, Witness
from tests.simulation.work import SimulatedWork

E = TypeVar("E", bound=Entity)
CREDIT_LIMIT = Decimal("300.00")
_ENVIRON = {
    "CREDIT_LIMIT": str(CREDIT_LIMIT),
    "ERP_URL": "http://erp.example",
    "COULISSE_MASTER_KEY_FILE": "never-read",
    "CASE_TYPES_DIR": str(Path(__file__).with_name("case_types")),
    "LOGISTICS_RESERVATION_DAYS": "3",
}
_REPLICAS = 2
_PROFILES = (CALM, LEAKY, ROUGH, ROUGH)
_PACES = (0.002, 0.5, 1.0, 2.0)
_SKEWS = (0, 5, 300)
"""See Nature."""
_MOST_STEPS = 50_000


@cache
def rooms() -> tuple[Room, ...]:
    """The real rooms of all services."""
    return (
        services.intake.service.room(_ENVIRON),
        services.validation.service.room(_ENVIRON),
        services.accounting.service.room(_ENVIRON),
        services.logistics.service.room(_ENVIRON),
        services.notifications.service.room(_ENVIRON),
        services.operations.service.room(_ENVIRON),
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """What a test may replace by something broken, to see that it is noticed."""

    store: type[SimulatedStore] = SimulatedStore
    work: type[SimulatedWork] = SimulatedWork
    erp: type[Erp] = Erp


WHOLE = Parts()


class World:
    """Lives once: see `life.live`."""

    def __init__(self, seed: int, rates: Rates | None = None, parts: Parts = WHOLE) -> None:
        self.random = Random(seed)
        self.seed = seed
        self.faults = Faults(rates or _PROFILES[seed % len(_PROFILES)], self.random)
        self.agenda = Agenda()
        self.broker = Broker(self.agenda, self.random)
        self.witness = Witness()
        self._broken: AssertionError | None = None
        self.gateway = Gateway(self.agenda, self.broker, self.random, self.faults, self.witness.accepted)
        self.stores = {
            room.name: parts.store(room.name, room.collections, self.faults, self._committed)
            for room in rooms()
        }
        self.erp = parts.erp(self.random, self.faults)
        self.receivers = Receivers(self.random, self.faults, self.stores["notifications"])
        self._archive = Archive(self.stores["notifications"].effects)
        self.people = People(self.agenda, self.gateway, self.stores, self.random, self.faults)
        self._provocations = Provocations(self.agenda, self.gateway, self.random, self.faults)
        self.processes = {room.name: self._processes(room, parts) for room in rooms()}
        self.calamities = Calamities(
            self.agenda, self.broker, self.stores, self.processes, self.random, self.faults
        )
        self.keepers = {room.name: self._keeper(room) for room in rooms()}

    def _processes(self, room: Room, parts: Parts) -> list[Process]:
        inspectors = Inspectors(self.random, self.faults)
        performers: dict[str, tuple[Performer[Any], ...]] = {
            "validation": (inspectors.performer(),),
            "accounting": (self.erp.performer(),),
            "notifications": (*self.receivers.performers(), self._archive.performer()),
        }
        nature = self._nature()
        return [
            Process(
                room,
                performers.get(room.name, ()),
                self.stores[room.name],
                nature,
                self._overtake,
                self.witness,
                f"{room.name}:{number}",
                parts.work,
            )
            for number in range(_REPLICAS)
        ]

    def _nature(self) -> Nature:
        pace, skew = self.random.choice(_PACES), self.random.choice(_SKEWS)
        return Nature(self.agenda, self.broker, self.random, self.faults, pace, skew)

    def _keeper(self, room: Room) -> Housekeeping:
        return Housekeeping(room, self.stores[room.name], self._nature(), self.processes[room.name])

    def _committed(self, service: str, commit: Commit) -> None:
        try:
            self.witness.committed(service, commit)
        except AssertionError as error:  # the runtime would take it for a failing decision
            self._broken = self._broken or error
        self.keepers[service].heard(commit)
        self._provocations.heard(commit)
        if commit.effects:  # workers look twice a second, also when nobody lived to tell them
            self.agenda.after(0.5, lambda: self._look_for_effects(service))

    def _look_for_effects(self, service: str) -> None:
        if any(record.state == "due" for record in self.stores[service].effects.pending.values()):
            for process in self.processes[service]:
                if process.alive:
                    process.worker.look_soon(0.5)

    def _overtake(self, standing: Process) -> None:
        """Another process of the same service becomes active on some queues and works on them meanwhile."""
        for process in self.processes[standing.room.name]:
            if process is not standing and process.alive:
                self.broker.rotate(standing.room.name, self.random)
                process.run(process.work.turn)

    # -- running --------------------------------------------------------------------------------------------------

    @property
    def quiet(self) -> bool:
        """Nothing is in flight: only people or a deadline can start anything now."""
        return (
            not any(store.effects.pending or store.outbox or store.away for store in self.stores.values())
            and not self.broker.away
            and self.gateway.at_rest
            and all(process.at_rest for processes in self.processes.values() for process in processes)
            and self.broker.at_rest
        )

    def run_while(self, wanted: Callable[[], bool]) -> None:
        """Let time pass while something is wanted, then until all is quiet. Raises BrokenInvariantError when it never
        comes to rest."""
        for _ in range(_MOST_STEPS):
            ahead = self.agenda.next_in()
            if (ahead is None or ahead > 0.2) and not wanted() and self.quiet:
                return
            assert ahead is not None, "nothing will ever happen any more, and there is no rest"
            self.agenda.step()
            if self._broken is not None:
                raise self._broken
        raise BrokenInvariantError(f"no rest after {_MOST_STEPS} steps")

    # -- looking --------------------------------------------------------------------------------------------------

    def find(self, service: str, kind: type[E], id: str) -> E | None:
        loaded = self.stores[service].entities[kind].get(id)
        return None if loaded is None else loaded.entity  # type: ignore[return-value]

    def all(self, service: str, kind: type[Any]) -> list[Any]:
        return [loaded.entity for loaded in self.stores[service].entities[kind].values()]
