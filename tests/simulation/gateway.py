"""The door: what is accepted is stored under its idempotency key first, answered then, published afterwards.

It mirrors gateway/accepting in these promises: one request is one stored document, which is the outbox row too; the
same key gives the same answer and no second message; a request that was not answered may or may not be stored, so its
client asks again under the same key; what stayed unsent for five seconds is swept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from shared.contracts.codec import OutgoingRow, outgoing
from shared.contracts.message import Lane, Message
from tests.simulation.agenda import Agenda
from tests.simulation.broker import Broker
from tests.simulation.faults import CrashError, Faults
from tests.simulation.lines import PublishingLine

TENANTS = ("acme", "globex")
"""The second one gets a small part of all cases; ids alone must keep the two apart."""
_SWEEP_AFTER = 5.0


@dataclass(slots=True)
class Accepted:
    """A stored request."""

    row: OutgoingRow
    at: float


class Gateway:
    """requests: by idempotency key; accepted(message, row) hears of each once it is stored."""

    def __init__(
        self,
        agenda: Agenda,
        broker: Broker,
        random: Random,
        faults: Faults,
        accepted: Callable[[Message, OutgoingRow], None],
    ) -> None:
        self._agenda = agenda
        self._random = random
        self._faults = faults
        self._line = PublishingLine(agenda, broker, random, faults, self._guarded)
        self._sweeping = False
        self._accepted = accepted
        self.requests: dict[str, Accepted] = {}
        self._unsent: dict[str, Accepted] = {}
        self._unanswered = 0

    def hand_over(self, message: Message, tenant: str, key: str = "", lane: Lane = "normal") -> None:
        """As a client that asks until it is answered."""
        key = key or self.new_id("key")
        try:
            self._accept(message, tenant, key, lane)
        except CrashError:
            self._line.cut(tell=False)
            self._unanswered += 1
            self._agenda.after(1.0, lambda: self._asked_again(message, tenant, key, lane))
        else:
            if self._faults.strikes(self._faults.rates.repeat):
                self._agenda.after(
                    self._random.random() * 5, lambda: self.hand_over(message, tenant, key, lane)
                )

    def _asked_again(self, message: Message, tenant: str, key: str, lane: Lane) -> None:
        self._unanswered -= 1
        self.hand_over(message, tenant, key, lane)

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{self._random.getrandbits(128):032x}"

    def _accept(self, message: Message, tenant: str, key: str, lane: Lane) -> None:
        self._may_crash()
        if key in self.requests:
            return
        row = outgoing(
            message, source="gateway", tenant=tenant, lane=lane, now=self._agenda.now(), id=self.new_id("msg")
        )
        stored = self.requests[key] = self._unsent[row.id] = Accepted(row, self._agenda.seconds)
        self._accepted(message, row)
        self._sweep_later()
        self._may_crash()
        self._publish(stored)

    def _may_crash(self) -> None:
        if self._faults.strikes(self._faults.rates.crash):
            raise CrashError("gateway")

    def _publish(self, stored: Accepted) -> None:
        def answered(unsent: list[str]) -> None:
            if not unsent:
                self._unsent.pop(stored.row.id, None)

        self._line.publish([stored.row], answered)

    def _guarded(self, call: object) -> None:
        assert callable(call)
        call()

    def _sweep_later(self) -> None:
        if not self._sweeping:
            self._sweeping = True
            self._agenda.after(_SWEEP_AFTER + 0.5, self._sweep)

    def _sweep(self) -> None:
        self._sweeping = False
        for stored in list(self._unsent.values()):
            if stored.at < self._agenda.seconds - _SWEEP_AFTER:
                self._publish(stored)
        if self._unsent:
            self._sweep_later()

    @property
    def at_rest(self) -> bool:
        return not self._unanswered and not self._unsent and not self._line.in_flight
