"""One open stream: what it wants, and what waits for it."""

from collections import deque
from threading import Event

from services.notifications.queries.events import Told

MOST_WAITING = 1_000
"""Events that wait in memory for one listener; who is slower reads on from the log."""


class Listener:
    """Fed by the tail, emptied by the stream's own thread.

    behind: whether it has to read on from the log, because it just came, was too slow, or the tail was interrupted.
    """

    def __init__(self, tenant: str, client: str, types: frozenset[str], case: str | None) -> None:
        self.tenant = tenant
        self.client = client
        self.types = types
        self.case = case
        self.behind = True
        self._waiting: deque[Told] = deque()
        self._bell = Event()

    def wants(self, told: Told) -> bool:
        return (not self.types or told.type in self.types) and (self.case is None or told.case == self.case)

    def tell(self, told: Told) -> None:
        """Every event of its organisation comes by here, wanted or not, so that it knows where the log stands."""
        if self.behind:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.fall_behind()
            return
        self._waiting.append(told)
        self._bell.set()

    def fall_behind(self) -> None:
        self.behind = True
        self._waiting.clear()
        self._bell.set()

    def take(self) -> list[Told]:
        """What waits, in order."""
        taken = []
        while self._waiting:
            taken.append(self._waiting.popleft())
        return taken

    def wait(self, seconds: float) -> None:
        """Until something waits, at most for so long."""
        self._bell.wait(seconds)
        self._bell.clear()
