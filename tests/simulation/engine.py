"""The runtime's engine on simulated connections and time.

Everything that decides what becomes of a message is the engine's own code: `_work`, `_handle`, `_dispose`,
`_answered`, `_close_group`, `_forget`, `_put_aside`, `_fail`, `_wait_for_database`. Replaced are its three edges alone,
the loop, the publishing link and the consuming link, and the size of its batches, which is drawn, not measured.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import Any, cast

from shared.persistence.store import Store
from shared.runtime.clock import Clock
from shared.runtime.deciding import Decider, Outcome, Received
from shared.runtime.engine import Engine
from shared.runtime.room import Room
from tests.simulation.lines import ConsumingLine, Guarded, PublishingLine
from tests.simulation.nature import Nature


class Loop:
    """The part of pika's IOLoop that the engine uses; what was planned for a dead process never happens."""

    def __init__(self, nature: Nature, guarded: Guarded) -> None:
        self._nature = nature
        self._guarded = guarded

    def call_later(self, delay: float, call: Callable[[], None]) -> None:
        idle = self._nature.random.random() * self._nature.pace
        self._nature.agenda.after(delay + idle, lambda: self._guarded(call))


class Wake(threading.Event):
    """Tells at once instead of being waited for."""

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self._call = call

    def set(self) -> None:
        self._call()


class _Witnessed(Decider):
    """The real decider; `handled` hears of each message that is done with: decided on and committed."""

    def __init__(
        self, room: Room, store: Store, reached: Callable[[str], None], handled: Callable[[str], None]
    ) -> None:
        super().__init__(room.name, room.table, store, lambda _: None, reached)
        self._handled = handled

    def handle(self, batch: Sequence[Received], now: datetime) -> Outcome:
        outcome = super().handle(batch, now)
        not_handled = {received.handle for received, _ in (*outcome.delayed, *outcome.failed)}
        for received in batch:
            if received.handle not in not_handled:
                self._handled(received.decoded.envelope.id)
        return outcome


class SimulatedEngine(Engine):
    """reached: called at the runtime's named places (`before_commit`, `after_publish` ...)."""

    def __init__(  # the real one opens connections and a thread
        self,
        room: Room,
        store: Store,
        clock: Clock,
        loop: Loop,
        random: Random,
        publishing: PublishingLine,
        consuming: Callable[[Callable[[], None]], ConsumingLine],
        reached: Callable[[str], None],
        on_effects: Callable[[], None],
        handled: Callable[[str], None],
    ) -> None:
        self.loop = cast(Any, loop)
        self.on_effects = Wake(on_effects)
        self.failure = None
        self._reached = reached
        self._store = store
        self._clock = clock
        self._name = room.name
        self._decider = _Witnessed(room, store, reached, handled)
        self._publishing = cast(Any, publishing)
        self._consuming = cast(Any, consuming(self._schedule))
        self._scheduled = False
        self._database_away = False
        self._stopping = False
        self._sent_commits = []
        self._seconds_per_message = 0.0
        self._random = random

    def _batch_limit(self) -> int:
        return self._random.choice((1, 2, 5, 20, 100))

    def _learn(self, seconds_per_message: float) -> None:
        """Batches are drawn, not measured."""

    def work_now(self) -> None:
        """One batch at once, instead of at the loop's next turn."""
        self._work()
