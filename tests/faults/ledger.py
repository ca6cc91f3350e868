"""The client's own book: every request it sent, how each try was answered, and what was accepted."""

import itertools
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

What = Literal["case", "payment", "receipt", "cancellation", "document", "subscription", "order", "read"]


@dataclass(frozen=True, slots=True)
class Try:
    """at: time.time() when it was sent; status: 0 when the connection was refused or cut before an answer;
    waits: the answer's Retry-After."""

    what: What
    key: str
    at: float
    took: float
    status: int
    waits: str = ""

    @property
    def until(self) -> float:
        return self.at + self.took


@dataclass(slots=True)
class Ledger:
    """What several threads write and the verdict reads."""

    tries: list[Try] = field(default_factory=list)
    cases: dict[str, str] = field(default_factory=dict)
    """Tenant by accepted case."""
    payments: set[str] = field(default_factory=set)
    receipts: dict[str, str] = field(default_factory=dict)
    """The operation by accepted receipt: the warehouse may still turn it down, as while it is being counted."""
    cancelled: set[str] = field(default_factory=set)
    """Cases whose cancellation was accepted (it may have come too late)."""
    given_up: list[str] = field(default_factory=list)
    """Work that was not accepted however often it was sent."""
    strange: list[str] = field(default_factory=list)
    """Answers that no careful client would expect."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tried(self, one: Try) -> None:
        with self._lock:
            self.tries.append(one)

    def surprised(self, words: str) -> None:
        with self._lock:
            self.strange.append(words)

    def not_accepted(self, words: str) -> None:
        with self._lock:
            self.given_up.append(words)

    def accepted(self, what: What, id: str, tenant: str, operation: str = "") -> None:
        with self._lock:
            if what == "case":
                self.cases[id] = tenant
            elif what == "payment":
                self.payments.add(id)
            elif what == "receipt":
                self.receipts[id] = operation
            elif what == "cancellation":
                self.cancelled.add(id)

    def statuses(self) -> dict[str, int]:
        """Tries by how they were answered."""
        with self._lock:
            counted = Counter(str(one.status) if one.status else "no answer" for one in self.tries)
        return dict(sorted(counted.items()))

    def taken_since(self, at: float) -> bool:
        """Whether a request that was sent after that instant was accepted."""
        with self._lock:
            return any(200 <= one.status < 300 and one.at > at for one in self.tries[-200:])

    def longest_closed(self, begin: float, end: float) -> float:
        """The longest time between two accepted requests from `begin` to `end`, in seconds."""
        with self._lock:
            taken = [one.until for one in self.tries if 200 <= one.status < 300 and begin <= one.until <= end]
        instants = [begin, *sorted(taken), end]
        return max(later - earlier for earlier, later in itertools.pairwise(instants))
