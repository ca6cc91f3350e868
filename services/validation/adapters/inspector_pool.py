"""A few inspecting programs, kept warm and replaced when they die."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import NamedTuple

from services.validation.adapters.files.sign import Sign, sign
from services.validation.adapters.inspector_process import (
    PROGRAM,
    DiedError,
    InspectorProcess,
    Limits,
    OverLimitError,
)

MOST_FILES = 5_000
"""A program is replaced after so many files, in case a parser leaks."""


class Inspected(NamedTuple):
    """What speaks against a file, and how many seconds the look took, without the wait for a free program."""

    signs: tuple[Sign, ...]
    seconds: float


class InspectorPool:
    """Inspects files in `size` programs at a time; further callers wait. Programs start when first needed."""

    def __init__(self, size: int, limits: Limits, program: Sequence[str] = PROGRAM) -> None:
        self._limits = limits
        self._program = program
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="inspector-starter")
        self._places: SimpleQueue[InspectorProcess | None] = SimpleQueue()
        self._size = size
        for _ in range(size):
            self._places.put(None)

    def inspect(self, data: bytes, declared: str, wall_seconds: float | None = None) -> Inspected:
        """Have a file looked at, declared as a media type. Whatever the file does to the program is an answer,
        and hurts no other file."""
        with self._place() as place:
            begun = time.monotonic()
            signs = self._signs(place, data, declared, wall_seconds)
            return Inspected(signs, time.monotonic() - begun)

    def _signs(
        self, place: list[InspectorProcess | None], data: bytes, declared: str, wall_seconds: float | None
    ) -> tuple[Sign, ...]:
        """A program that dies gets a second chance, since the machine may have ended it."""
        for _ in range(2):
            process = place[0] or self._started()
            place[0] = None
            try:
                signs = process.ask(data, declared, wall_seconds)
            except OverLimitError:
                return (sign("file.too_costly"),)
            except DiedError:
                continue
            place[0] = process
            return signs
        return (sign("file.unreadable"),)

    @contextmanager
    def _place(self) -> Iterator[list[InspectorProcess | None]]:
        place = [self._places.get()]
        try:
            yield place
        finally:
            process = place[0]
            if process is not None and self._is_worn(process):
                process.kill()
                process = None
            self._places.put(process)

    def _is_worn(self, process: InspectorProcess) -> bool:
        return process.files >= MOST_FILES or process.memory() > self._limits.memory // 2

    def _started(self) -> InspectorProcess:
        """On the starter's thread, which lives as long as the service does."""
        return self._starter.submit(InspectorProcess, self._limits, self._program).result()

    def close(self) -> None:
        """End all programs, once they have answered."""
        for _ in range(self._size):
            process = self._places.get()
            if process is not None:
                process.kill()
        self._starter.shutdown()
