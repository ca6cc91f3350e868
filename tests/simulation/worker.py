"""The threads of an effect worker on simulated time: its turns and its calls are the runtime's own."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from shared.contracts.codec import OutgoingRow
from shared.contracts.errors import UnavailableError
from shared.runtime.clock import Clock
from shared.runtime.effect_call import Call, perform
from shared.runtime.effect_turns import EffectTurns
from shared.runtime.performing import Performer
from tests.simulation.lines import Guarded
from tests.simulation.nature import Nature
from tests.simulation.store import SimulatedStore

_THREADS = 8
_REST = timedelta(seconds=30)
_LEFT_ALONE = timedelta(seconds=4)


class SimulatedWorker:
    """publish(rows by commit): as in the runtime. reached: a place at which the process may die."""

    def __init__(
        self,
        service: str,
        performers: Sequence[Performer[Any]],
        store: SimulatedStore,
        nature: Nature,
        clock: Clock,
        guarded: Guarded,
        reached: Callable[[str], None],
        publish: Callable[[dict[str, list[OutgoingRow]]], None],
    ) -> None:
        self._effects = store.effects
        self._nature = nature
        self._agenda = nature.agenda
        self._clock = clock
        self._guarded = guarded
        self._reached = reached
        self._next: float | None = None
        self._works = bool(performers)
        self._turns = EffectTurns(
            service,
            performers,
            store.effects,
            publish,
            self._begin,
            clock,
            most_calls=_THREADS,
            rest=_REST,
            new_token=lambda: f"{nature.random.getrandbits(128):032x}",
        )

    def look_soon(self, within: float = 0.01) -> None:
        """Take a turn; of several wishes the earliest counts."""
        if not self._works:
            return
        at = self._agenda.seconds + within * self._nature.random.uniform(0.1, 1.0)
        if self._next is not None and self._next <= at:
            return
        self._next = at
        self._agenda.at(at, lambda: self._guarded(lambda: self._planned(at)))

    def _planned(self, at: float) -> None:
        if self._next == at:  # otherwise an earlier wish has been granted meanwhile
            self._next = None
            if self._sees_something():
                self._turn()
            else:
                self._look_when_due()

    def _sees_something(self) -> bool:
        """Real workers look twice a second; this one only when there may be something to see."""
        now = self._clock()
        renewal = self._turns.next_renewal()
        return (renewal is not None and renewal <= now) or any(
            (record.until or record.due_at) <= now for record in self._effects.pending.values()
        )

    def _turn(self) -> None:
        try:
            self._turns.turn()
        except UnavailableError:
            self.look_soon(0.8)
        else:
            self._look_when_due()

    def _look_when_due(self) -> None:
        """What is due already was left alone by the turn just taken: its partner rests, or has calls enough."""
        pending = self._effects.pending
        if not pending:
            return
        now = self._clock()
        left_alone = now + _LEFT_ALONE
        waiting = [
            record.until or (record.due_at if record.due_at > now else left_alone)
            for record in pending.values()
        ]
        if (renewal := self._turns.next_renewal()) is not None:
            waiting.append(renewal)
        self.look_soon(max((min(waiting) - now).total_seconds(), 0.05) * 1.2 + 0.5)

    def _begin(self, call: Call) -> None:
        """Others may die or hang before what came of the call is known."""
        self._reached("after_lease")
        ended = perform(call, self._clock, lambda: self._agenda.seconds)
        self._reached("after_effect")

        def back() -> None:
            self._turns.ended(ended)
            self._turn()

        self._agenda.after(self._duration(call.performer), lambda: self._guarded(back))

    def _duration(self, performer: Performer[Any]) -> float:
        """Some hang until after their lease has run out."""
        faults = self._nature.faults
        if faults.strikes(faults.rates.partner_hangs):
            return performer.time_limit.total_seconds() * 1.5 + 30
        return self._nature.random.random() * 0.2
