"""Reads of one thing each, shared: what is asked for while a query is under way is fetched by the next one, at once.

Who comes first asks alone and waits for nobody. What gathers behind a query goes with the next one, which begins after
each of its readers came, so that nobody is shown what was true before they asked.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import pymongo

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_MOST = 100
"""Things that one query fetches."""


@dataclass(slots=True, eq=False)
class _Reader(Generic[K, V]):
    """One who waits. leads: it is to ask on behalf of all; else it was answered, or failed for this reason."""

    key: K
    turn: threading.Lock = field(default_factory=threading.Lock)
    leads: bool = False
    found: V | None = None
    failed: BaseException | None = None


class ReadTogether(Generic[K, V]):
    """fetch: from keys to what was found under them, in one query. seconds: what a query may take; a reader may wait
    for two of them: the one that is under way, and its own."""

    def __init__(self, fetch: Callable[[Sequence[K]], Mapping[K, V]], seconds: float) -> None:
        self._fetch = fetch
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asking = False
        self._waiting: deque[_Reader[K, V]] = deque()

    def get(self, key: K) -> V | None:
        """What there is under a key. Raises what the query raised."""
        reader: _Reader[K, V] = _Reader(key)
        with self._lock:
            if self._asking:
                reader.turn.acquire()
                self._waiting.append(reader)
            else:
                self._asking = reader.leads = True
        if not reader.leads:
            reader.turn.acquire()
        if reader.leads:
            self._lead(reader)
        if reader.failed is not None:
            raise reader.failed
        return reader.found

    def _lead(self, leader: _Reader[K, V]) -> None:
        with self._lock:
            others = [self._waiting.popleft() for _ in range(min(_MOST - 1, len(self._waiting)))]
        together = (leader, *others)
        try:
            # In a context of its own: the time limit of the leader's request is not that of the others.
            found = Context().run(self._asked, tuple({reader.key: None for reader in together}))
            for reader in together:
                reader.found = found.get(reader.key)
        except BaseException as error:  # noqa: BLE001 - not even what ends a thread may pass for "not there"
            for reader in together:
                reader.failed = error
        finally:
            self._hand_on()
            for reader in others:
                reader.turn.release()

    def _asked(self, keys: Sequence[K]) -> Mapping[K, V]:
        with pymongo.timeout(self._seconds):
            return self._fetch(keys)

    def _hand_on(self) -> None:
        with self._lock:
            following = self._waiting.popleft() if self._waiting else None
            self._asking = following is not None
        if following is not None:
            following.leads = True
            following.turn.release()
