"""Faults of Coulisse's own processes."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

import psutil

from tests.faults.kinds.kind import Kind
from tests.faults.kinds.signals import kill, standing_still
from tests.faults.stage import GATEWAY, STREAM, Stage
from tests.support.processes import wait_until


@contextmanager
def _kill_service(stage: Stage, random: Random) -> Iterator[str]:
    program = random.choice(stage.services())
    kill([stage.main_process(program).pid])
    yield program


@contextmanager
def _kill_child(stage: Stage, random: Random) -> Iterator[str]:
    """Validation looks into files by programs of their own."""
    program = random.choice([name for name in stage.services() if name.startswith("validation")])
    kill([stage.any_process(program, random).pid])
    yield program


@contextmanager
def _stop_service(stage: Stage, random: Random) -> Iterator[str]:
    program = random.choice(stage.services())
    with standing_still([stage.main_process(program).pid]):
        yield program


@contextmanager
def _kill_worker(stage: Stage, random: Random) -> Iterator[str]:
    kill([_worker(stage, random)])
    yield "one worker"


@contextmanager
def _stop_worker(stage: Stage, random: Random) -> Iterator[str]:
    with standing_still([_worker(stage, random)]):
        yield "one worker"


@contextmanager
def _kill_gateway(stage: Stage, random: Random) -> Iterator[str]:
    keeper = stage.main_process(GATEWAY)
    workers = keeper.children(recursive=True)
    kill([keeper.pid])
    yield "the process that keeps the workers"
    # They answer until they see that nobody keeps them: only then does the door wait for the next gateway.
    wait_until(lambda: not any(map(_lives, workers)), 20, "the workers that nobody keeps have ended")


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


@contextmanager
def _kill_stream(stage: Stage, random: Random) -> Iterator[str]:
    kill([stage.any_process(STREAM, random).pid])
    yield "one of its processes"


@contextmanager
def _restart_all(stage: Stage, random: Random) -> Iterator[str]:
    """As a rollout does it: one after the other, each with the time to finish what it has in hand. The gateway gets new
    workers before the old ones end (https://docs.gunicorn.org/en/stable/signals.html)."""
    order = [*stage.services(), GATEWAY, STREAM]
    random.shuffle(order)
    for program in order:
        if program in (GATEWAY, STREAM):
            stage.main_process(program).send_signal(signal.SIGHUP)
        else:
            stage.house.supervisor.restart(program)
    yield ", ".join(order)


def _worker(stage: Stage, random: Random) -> int:
    main = stage.main_process(GATEWAY)
    workers: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        workers = main.children()
    pid: int = random.choice(workers or [main]).pid
    return pid


PROGRAMS = (
    Kind("service killed", _kill_service, kills=True, back_limit=30),
    Kind("file inspector or its service killed", _kill_child, kills=True, back_limit=30),
    Kind("service stopped", _stop_service, lasts=(2, 10), back_limit=30),
    Kind("gateway worker killed", _kill_worker, kills=True, at_door=True, back_limit=30),
    Kind("gateway worker stopped", _stop_worker, lasts=(2, 8), at_door=True, back_limit=30),
    Kind("gateway killed", _kill_gateway, kills=True, at_door=True, back_limit=30),
    Kind("live stream killed", _kill_stream, kills=True, back_limit=30),
    Kind("rolling restart of everything", _restart_all, at_door=True, back_limit=30),
)
