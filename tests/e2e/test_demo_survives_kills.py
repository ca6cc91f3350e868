"""While the demo plays, one process of each program is killed -9: nothing of the result changes."""

import os
import queue
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic

import psutil
import pytest

from infra.local.house import House, clone

BEGUN = "hand over their cases"
SERVERS = ("broker", "database")
OPENING_SECONDS = 240
PLAYING_SECONDS = 600
LINES_BETWEEN_KILLS = 3
LONGEST_SILENCE = 4.0
"""Seconds without a word from the demo, after which the next process is killed all the same."""


class Demo:
    """`make demo ONCE=1` as a process, and what it says, line by line."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "infra.demo"],
            cwd=clone(),
            env={**os.environ, "ONCE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def next_line(self, seconds: float) -> str | None:
        """What it says next, None at its end. Raises queue.Empty when it is silent for so long."""
        line = self._lines.get(timeout=seconds)
        if line is not None:
            self.said.append(line)
        return line

    def end(self) -> None:
        """Has it close the house, if it is still open."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(60)
        self._reader.join()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                self._lines.put(line)
        self._lines.put(None)


@pytest.fixture
def demo() -> Iterator[Demo]:
    demo = Demo()
    yield demo
    demo.end()


@pytest.mark.timeout(OPENING_SECONDS + PLAYING_SECONDS + 60)
def test_every_case_ends_as_expected_although_each_program_loses_a_process(demo: Demo) -> None:
    house, chance = House.here(), random.Random()
    _until_begun(demo)
    targets = [*house.supervisor.pids(), *SERVERS]
    chance.shuffle(targets)

    killed = [_kill_one(house, target, chance) for target in targets if _some_lines_pass(demo)]
    status = _until_over(demo)

    story = "".join(demo.said) + f"\nkilled, in this order: {killed}"
    assert status == 0, story
    assert len(killed) == len(targets), story


def _until_begun(demo: Demo) -> None:
    deadline = monotonic() + OPENING_SECONDS
    while (line := demo.next_line(deadline - monotonic())) is not None:
        if BEGUN in line:
            return
    raise AssertionError("the demo ended before it began: " + "".join(demo.said))


def _some_lines_pass(demo: Demo) -> bool:
    """Whether the demo still plays after some further lines or a silence."""
    with suppress(queue.Empty):
        for _ in range(LINES_BETWEEN_KILLS):
            if demo.next_line(LONGEST_SILENCE) is None:
                return False
    return True


def _kill_one(house: House, target: str, chance: random.Random) -> str:
    """Kills the target's main process or one of its children, whichever chance takes."""
    main = psutil.Process(_main_process(house, target))
    victim = chance.choice([main, *main.children(recursive=True)])
    os.kill(victim.pid, signal.SIGKILL)
    return f"{target} ({'main process' if victim == main else 'child'})"


def _main_process(house: House, target: str) -> int:
    if target == "broker":
        return house.stack.broker.pids[0]
    if target == "database":
        return house.stack.database.pids[0]
    return house.supervisor.pids()[target]


def _until_over(demo: Demo) -> int:
    deadline = monotonic() + PLAYING_SECONDS
    while demo.next_line(deadline - monotonic()) is not None:
        pass
    return demo.process.wait(60)
