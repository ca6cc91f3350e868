"""All listeners of one process."""

import threading
from collections import Counter

from gateway.refusing.problems import Problem
from gateway.stream.listener import Listener
from services.notifications.queries.events import Told


class Audience:
    """Who listens, by organisation. most_per_client, most: how many may."""

    def __init__(self, most_per_client: int, most: int) -> None:
        self._most_per_client = most_per_client
        self._most = most
        self._lock = threading.Lock()
        self._by_tenant: dict[str, set[Listener]] = {}
        self._per_client: Counter[tuple[str, str]] = Counter()
        self.open = True

    def __len__(self) -> int:
        return sum(self._per_client.values())

    def admit(self, listener: Listener) -> int:
        """How many further streams its client may open here. Raises a 429 problem when it holds too many already, a
        503 problem when the house is full."""
        client = (listener.tenant, listener.client)
        with self._lock:
            if not self.open or len(self) >= self._most:
                raise Problem(
                    503,
                    "unavailable",
                    "No further stream can be opened here just now.",
                    headers={"Retry-After": "5"},
                )
            if self._per_client[client] >= self._most_per_client:
                raise Problem(
                    429,
                    "too_many_streams",
                    "This client holds {most} streams already: close one, or filter in one stream.",
                    headers={"Retry-After": "30"},
                    values={"most": self._most_per_client},
                )
            self._per_client[client] += 1
            self._by_tenant.setdefault(listener.tenant, set()).add(listener)
            return self._most_per_client - self._per_client[client]

    def leave(self, listener: Listener) -> None:
        """Again changes nothing."""
        with self._lock:
            listeners = self._by_tenant.get(listener.tenant, set())
            if listener not in listeners:
                return
            listeners.remove(listener)
            if not listeners:
                del self._by_tenant[listener.tenant]
            self._per_client[(listener.tenant, listener.client)] -= 1

    def tell(self, told: Told) -> None:
        with self._lock:
            listeners = tuple(self._by_tenant.get(told.tenant, ()))
        for listener in listeners:
            listener.tell(told)

    def fall_behind(self) -> None:
        """Have everybody read on from the log."""
        with self._lock:
            listeners = [listener for group in self._by_tenant.values() for listener in group]
        for listener in listeners:
            listener.fall_behind()

    def close(self) -> None:
        """End every stream, and admit none any more: listeners come back elsewhere with Last-Event-ID."""
        self.open = False
        self.fall_behind()
