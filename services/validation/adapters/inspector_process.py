"""One inspecting program, as the service sees it: asked, watched, and killed when it costs too much."""

import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import services
from services.validation.adapters.files.sign import Sign
from services.validation.domain.file_rules import FILE_RULES
from services.validation.inspector.frames import LENGTH, framed

ROOT = Path(services.__path__[0]).resolve().parent
PROGRAM = (sys.executable, "-P", "-s", "-m", "services.validation.inspector")
_PAGE = resource.getpagesize()
_LOOK_EVERY = 10
"""Milliseconds between two looks at memory and time."""

_MOST_ANSWER = 65536
_WORD = re.compile(r"[A-Za-z0-9.+/?_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. cpu_seconds: processor time; wall_seconds: by the clock, much more, since a
    busy machine is not the file's fault; memory: resident bytes of the whole program."""

    cpu_seconds: int = 5
    wall_seconds: float = 20.0
    memory: int = 400_000_000
    start_seconds: float = 30.0


class OverLimitError(Exception):
    """The file took more than its limits; the program was killed."""


class DiedError(Exception):
    """The program ended, or answered nonsense, and was killed."""


class InspectorProcess:
    """A running program. Not for two threads at once.

    Must be started on a thread that lives as long as the service: the kernel ends the program when the thread
    that started it ends (PR_SET_PDEATHSIG goes by thread).
    """

    def __init__(self, limits: Limits, program: Sequence[str] = PROGRAM) -> None:
        self._limits = limits
        self.files = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell, nothing from outside
            [*program, str(os.getpid()), str(limits.memory + 1_000_000_000)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        self._pipes = (cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout))
        self._in, self._out = (pipe.fileno() for pipe in self._pipes)
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._exchange(b"", limits.start_seconds)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, data: bytes, declared: str, wall_seconds: float | None = None) -> tuple[Sign, ...]:
        """What speaks against a file. Raises OverLimitError or DiedError; the program is gone then."""
        header = json.dumps({"declared": declared, "cpu_seconds": self._limits.cpu_seconds}).encode()
        patience = min(self._limits.wall_seconds, wall_seconds or self._limits.wall_seconds)
        answer = self._exchange(framed(header) + framed(data), patience)
        self.files += 1
        try:
            return tuple(_checked(json.loads(answer)))
        except (ValueError, LookupError):
            self.kill()
            raise DiedError("it answered nonsense") from None

    def _exchange(self, request: bytes, seconds: float) -> bytes:
        left, got = memoryview(request), bytearray()
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        if left:
            poll.register(self._in, select.POLLOUT)
        while True:
            for fd, _ in poll.poll(_LOOK_EVERY):
                if fd == self._out:
                    got += self._read()
                else:
                    left = left[self._write(left) :]
                    if not left:
                        poll.unregister(self._in)
            if len(got) >= LENGTH.size and len(got) >= LENGTH.size + LENGTH.unpack_from(got)[0]:
                return bytes(got[LENGTH.size :])
            if len(got) > _MOST_ANSWER:
                self.kill()
                raise DiedError("it answered far too much")
            self._watch(deadline)

    def _read(self) -> bytes:
        data = os.read(self._out, _MOST_ANSWER)
        if not data:
            raise self._ended("it closed its output")
        return data

    def _write(self, left: memoryview) -> int:
        try:
            return os.write(self._in, left[:1_000_000])
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            raise self._ended("it closed its input") from None

    def _watch(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            self.kill()
            raise OverLimitError("time")
        if self.memory() > self._limits.memory:
            self.kill()
            raise OverLimitError("memory")

    def memory(self) -> int:
        """Resident bytes; none once it has ended."""
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE
        except (OSError, IndexError):
            return 0

    def _ended(self, how: str) -> Exception:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)  # it may be dying: its exit code tells of what
        code = self.kill()
        if code == -signal.SIGXCPU:
            return OverLimitError("processor time")
        return DiedError(f"{how}, exit code {code}")

    def kill(self) -> int:
        """End it now; its exit code, negative for a signal."""
        self._process.kill()
        code = self._process.wait()
        for pipe in self._pipes:
            with suppress(BrokenPipeError):
                pipe.close()
        return code


def _checked(answer: object) -> list[Sign]:
    """Believe nothing of what a program says that has read a stranger's file: known rules and plain words
    only."""
    if not isinstance(answer, list) or len(answer) > 50:
        raise ValueError("not a list of signs")
    return [_sign(item) for item in answer]


def _sign(item: object) -> Sign:
    match item:
        case [str(rule), dict(details)] if rule in FILE_RULES:
            if all(isinstance(word, str) and _WORD.fullmatch(word) for word in details.values()):
                FILE_RULES[rule].at("", **details)
                return Sign(rule, details)
    raise ValueError("not a sign")
