"""Steady load from several front offices at the same time, for as long as it is wanted."""

import threading
import time
from collections.abc import Sequence
from itertools import count
from random import Random
from types import TracebackType

from tests.faults.client import PATIENCE, Client
from tests.faults.stories import draw

THREADS = 12
"""Enough that some are free while others wait for an answer of a door that is slow to say no."""


class Load:
    """Begins `pace` stories a second. The last client gets a tenth of them, so that tenants can be told apart."""

    def __init__(self, clients: Sequence[Client], seed: int, pace: float) -> None:
        self._clients = clients
        self._seed = seed
        self._pace = pace
        self._numbers = count()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._began = time.monotonic()
        self._threads = [
            threading.Thread(target=self._work, name="load", daemon=True) for _ in range(THREADS)
        ]
        self.failures: list[BaseException] = []

    def __enter__(self) -> "Load":
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(PATIENCE + 60)

    def _work(self) -> None:
        try:
            while not self._stopping.is_set():
                with self._lock:
                    number = next(self._numbers)
                    early = self._began + number / self._pace - time.monotonic()
                    if early < -1:  # what the door kept waiting is not made up for in a rush
                        self._began -= early
                    elif early > 0:
                        self._stopping.wait(early)
                self._tell(number)
        except BaseException as error:
            self.failures.append(error)
            raise

    def _tell(self, number: int) -> None:
        random = Random(f"{self._seed} {number}")
        client = self._clients[-1] if number % 10 == 9 else self._clients[0]
        draw(random)(client, random, f"s{self._seed}-{number}")
