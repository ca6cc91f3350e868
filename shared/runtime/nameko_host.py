"""The one place that knows nameko: a service class is hosted in a container, its `runs` starts the runtime.

nameko gives the service its life cycle; the runtime's own threads do the work, without eventlet's monkey patching,
since the database driver supports threads and a long decision must not starve the broker's heartbeats.
"""

import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider
from nameko.runners import ServiceRunner

from shared.contracts.errors import CoulisseError
from shared.runtime.process import ServiceProcess, check_table
from shared.runtime.room import Room
from shared.runtime.settings import RuntimeSettings

_LOOK_EVERY = 0.2


class EngineStoppedError(CoulisseError):
    """The runtime ended by itself; the container goes down with it, so that a supervisor starts a fresh process."""


class Runs(DependencyProvider):  # type: ignore[misc]
    """Runs the runtime for the room that `build(environ)` returns, as long as its container lives."""

    def __init__(self, build: Callable[[Mapping[str, str]], Room]) -> None:
        self._build = build
        self._process: ServiceProcess | None = None

    def check(self, environ: Mapping[str, str]) -> None:
        """Raises CoulisseError when the service cannot be built from this environment: before a container is made, so
        that the reason is all that is printed."""
        RuntimeSettings.read(environ)
        check_table(self._build(environ))

    def setup(self) -> None:
        self._process = ServiceProcess(self._build, os.environ)

    def start(self) -> None:
        assert self._process is not None  # noqa: S101 - nameko calls setup first
        self._process.start()
        self.container.spawn_managed_thread(self._watch, identifier="runtime watch")

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def _watch(self) -> None:
        """Wakes the hub often enough for signals to be seen, and takes the container down with a broken engine."""
        while True:
            eventlet.sleep(_LOOK_EVERY)
            if self._process is not None and (broken := self._process.broken()):
                raise EngineStoppedError("; ".join(broken))


def serve(service: type[Any]) -> None:
    """Host one service class until SIGTERM or SIGINT; raises what broke it."""
    service.runs.check(os.environ)
    runner = ServiceRunner({})
    runner.add_service(service)

    def shut_down(_signal: int, _frame: object) -> None:
        eventlet.spawn_n(runner.stop)

    signal.signal(signal.SIGTERM, shut_down)
    signal.signal(signal.SIGINT, shut_down)
    runner.start()
    runner.wait()
