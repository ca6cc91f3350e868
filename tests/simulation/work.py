"""The runtime's own work (shared/runtime/work.py) between simulated edges: the loop, the publishing and the consuming
link, and the sizes of its batches."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from random import Random

from shared.contracts.codec import Decoded
from shared.persistence.store import Store
from shared.runtime.batch import Outcome, Received
from shared.runtime.clock import Clock
from shared.runtime.deciding import Decider
from shared.runtime.edges import Then
from shared.runtime.room import Room
from shared.runtime.work import Work
from tests.simulation.lines import ConsumingLine, Guarded, PublishingLine
from tests.simulation.nature import Nature
from tests.simulation.witness import Witness

_SIZES = (1, 5, 20, 100, 400)


class Loop:
    """The part of pika's IOLoop that the engine uses; what was planned for a dead process never happens."""

    def __init__(self, nature: Nature, guarded: Guarded) -> None:
        self._nature = nature
        self._guarded = guarded

    def call_later(self, delay: float, call: Callable[[], None]) -> None:
        idle = self._nature.random.random() * self._nature.pace
        self._nature.agenda.after(delay + idle, lambda: self._guarded(call))

    def elsewhere(self, work: Callable[[], Then]) -> None:
        """Done at once; what remains to be done here waits its turn, and anything may happen before."""
        self.call_later(0, work())


class DrawnPace:
    """Sizes of batches are drawn instead of measured."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def most(self) -> int:
        return self._random.choice(_SIZES)

    def learning(self, _messages: int) -> AbstractContextManager[None]:
        return nullcontext()


class _Witnessed(Decider):
    """The real decider; the witness hears of each message that is done with: decided on and committed."""

    def __init__(self, room: Room, store: Store, reached: Callable[[str], None], witness: Witness) -> None:
        super().__init__(room.name, room.table, store, lambda _: None, reached)
        self._service = room.name
        self._witness = witness

    def handle(self, batch: Sequence[Received], now: datetime) -> Outcome:
        outcome = super().handle(batch, now)
        not_handled = {received.handle for received, _ in (*outcome.delayed, *outcome.failed)}
        for received in batch:
            if received.handle not in not_handled:
                self._witness.handled(self._service, received.decoded.envelope.id)
        return outcome


class SimulatedWork(Work):
    """`reached` is called at the runtime's named places (`before_commit`, `after_publish` ...)."""

    def __init__(
        self,
        room: Room,
        store: Store,
        clock: Clock,
        loop: Loop,
        random: Random,
        publishing: PublishingLine,
        consuming: ConsumingLine,
        reached: Callable[[str], None],
        on_effects: Callable[[], None],
        witness: Witness,
    ) -> None:
        super().__init__(
            room.name,
            _Witnessed(room, store, reached, witness),
            store,
            clock,
            loop,
            loop.elsewhere,
            publishing,
            consuming,
            DrawnPace(random),
            on_effects,
            reached,
        )
        self._witness = witness

    def _read(self, body: bytes) -> Decoded:
        return self._witness.read(body)
