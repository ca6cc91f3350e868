"""A partner that keeps failing is left alone for a while, then tried with one call.

On the runtime's own clock, which the libraries for this cannot be given, and without a call inside the breaker: calls
run on other threads than the one that decides whom to call.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

_FAILURES = 5
_FORGET_AFTER = timedelta(hours=1)


@dataclass(slots=True)
class _Circuit:
    """opened_at: since when the partner is left alone; tried_until: for how long the one call on trial may take."""

    failures: int
    failed_at: datetime
    opened_at: datetime | None = None
    tried_until: datetime | None = None


class Breakers:
    """One circuit for each destination that failed lately; not thread-safe.

    rest: how long a destination is left alone after five calls in a row of which nothing succeeded. Who answered well,
    or has not been heard of for an hour, is forgotten, so that memory does not grow with the number of webhook hosts.
    """

    def __init__(self, rest: timedelta) -> None:
        self._rest = rest
        self._circuits: dict[str, _Circuit] = {}

    def __len__(self) -> int:
        return len(self._circuits)

    def held_back(self, now: datetime) -> list[str]:
        """Destinations that no call may go to now: they rest, or one call is finding out whether they are back."""
        return [destination for destination in self._circuits if not self.admits(destination, now)]

    def admits(self, destination: str, now: datetime) -> bool:
        """Whether a call may go there now."""
        circuit = self._circuits.get(destination)
        if circuit is None or circuit.opened_at is None:
            return True
        return now >= circuit.opened_at + self._rest and (
            circuit.tried_until is None or now >= circuit.tried_until
        )

    def resting(self) -> list[str]:
        """Destinations that kept failing and have not answered since. Thread-safe."""
        circuits = list(self._circuits.items())
        return [name for name, circuit in circuits if circuit.opened_at is not None]

    def on_trial(self, destination: str) -> bool:
        """Whether one call is all that it may have until it has answered."""
        circuit = self._circuits.get(destination)
        return circuit is not None and circuit.opened_at is not None

    def begun(self, destination: str, until: datetime) -> None:
        """A call begins, which may take until then; one that hangs for longer is over for the breaker."""
        if self.on_trial(destination):
            self._circuits[destination].tried_until = until

    def note(self, destination: str, now: datetime, *, failed: bool) -> None:
        """What came of a call."""
        circuit = self._circuits.pop(destination, None)
        if not failed:
            return
        circuit = circuit or _Circuit(0, now)
        circuit.failures += 1
        circuit.failed_at = now
        on_trial = circuit.tried_until is not None
        if circuit.failures >= _FAILURES and (circuit.opened_at is None or on_trial):
            circuit.opened_at, circuit.tried_until = now, None
        self._circuits[destination] = circuit  # at the end: the first are those that failed longest ago
        self._forget(now)

    def _forget(self, now: datetime) -> None:
        while self._circuits:
            destination, circuit = next(iter(self._circuits.items()))
            if now - circuit.failed_at < _FORGET_AFTER:
                return
            del self._circuits[destination]
