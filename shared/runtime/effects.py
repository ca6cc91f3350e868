"""The threads on which a service process does its effects: one that takes turns, one for each call."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import structlog

from shared.contracts.codec import OutgoingRow
from shared.contracts.errors import UnavailableError
from shared.persistence.effect_port import Effects
from shared.runtime.clock import Clock
from shared.runtime.effect_call import Call, perform
from shared.runtime.effect_turns import LEASE, EffectTurns
from shared.runtime.performing import Performer
from shared.runtime.watching import Watch

log = structlog.get_logger(__name__)

_LOOK_EVERY = 0.5


class EffectWorker:
    """Runs a service's performers on a few threads until stopped.

    publish: see EffectTurns. wake: set when new effects were stored by this process. failure: what ended the worker,
    when something did.
    """

    def __init__(
        self,
        service: str,
        performers: Sequence[Performer[Any]],
        store: Effects,
        publish: Callable[[dict[str, list[OutgoingRow]]], None],
        wake: threading.Event,
        clock: Clock,
        threads: int = 8,
        breaker_seconds: float = 30.0,
        lease: timedelta = LEASE,
        watch: Watch | None = None,
    ) -> None:
        self._service = service
        self._clock = clock
        self._watch = watch
        self._wake = wake
        self._turns = EffectTurns(
            service,
            performers,
            store,
            publish,
            self._begin,
            clock,
            most_calls=threads,
            rest=timedelta(seconds=breaker_seconds),
            lease=lease,
        )
        self.failure: BaseException | None = None
        self._give_up_at = 0.0
        self._stopping = threading.Event()
        self._thread = (
            threading.Thread(target=self._run, name=f"{service} effect worker", daemon=True)
            if performers
            else None
        )

    def start(self) -> None:
        if self._thread is not None:
            self._thread.start()

    def stop(self, within: float = 15.0) -> None:
        """Lease nothing more, wait for what is being done, keep its outcome; what takes longer is left to its lease."""
        if self._thread is None:
            return
        self._give_up_at = time.monotonic() + within
        self._stopping.set()
        self._wake.set()
        self._thread.join(within + 1)

    def resting(self) -> list[str]:
        """The partners that are left alone at present. Thread-safe."""
        return self._turns.resting()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._wake.wait(_LOOK_EVERY)
                self._wake.clear()
                self._turn()
            while self._turns.running and time.monotonic() < self._give_up_at:
                self._wake.wait(0.1)
                self._wake.clear()
                self._turn(lease=False)
        except BaseException as error:
            self.failure = error
            log.exception("effects.broken", service=self._service)
            raise

    def _turn(self, *, lease: bool = True) -> None:
        try:
            self._turns.turn(lease=lease)
        except UnavailableError as error:
            log.warning("effects.database_away", service=self._service, reason=str(error)[:200])
            self._stopping.wait(random.uniform(0.3, 0.8))

    def _begin(self, call: Call) -> None:
        """On a daemon thread, so that a performer that hangs cannot keep the process from ending."""

        def run() -> None:
            began = time.time_ns()
            ended = perform(call, self._clock)
            self._turns.ended(ended)
            self._wake.set()
            if self._watch is not None:
                self._watch.effects(ended, began, time.time_ns())

        threading.Thread(target=run, name=f"{self._service} effect", daemon=True).start()
