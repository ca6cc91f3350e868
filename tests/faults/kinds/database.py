"""Faults of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from shared.persistence.mongo import connect
from tests.faults.kinds.kind import Kind
from tests.faults.kinds.signals import kill, standing_still
from tests.faults.stage import Stage


@contextmanager
def _kill_all(stage: Stage, random: Random) -> Iterator[str]:
    kill(pid for member in stage.servers.databases for pid in member.pids)
    try:
        yield "every member" if len(stage.servers.databases) > 1 else "the only one"
    finally:
        stage.servers.revive()


@contextmanager
def _kill_primary(stage: Stage, random: Random) -> Iterator[str]:
    kill(stage.servers.primary().pids)
    try:
        yield "the primary"
    finally:
        stage.servers.revive()


@contextmanager
def _stop_primary(stage: Stage, random: Random) -> Iterator[str]:
    with standing_still(stage.servers.primary().pids):
        yield "the primary"


@contextmanager
def _step_down(stage: Stage, random: Random) -> Iterator[str]:
    with connect(stage.servers.mongodb_url, patience=30) as client:
        client.admin.command("replSetStepDown", 15, secondaryCatchUpPeriodSecs=10)
    yield "the primary, asked to"


@contextmanager
def _read_only(stage: Stage, random: Random) -> Iterator[str]:
    """fsyncLock: every write waits until it is lifted while reads go on, as with a disk that takes nothing more. (A
    failpoint would only refuse the commands that it names, and MongoDB lets a user read only database by database.)"""
    with connect(stage.servers.primary().url, patience=30) as client:
        client.admin.command("fsync", lock=True)
        try:
            yield "the primary"
        finally:
            client.admin.command("fsyncUnlock")


DATABASE = (
    Kind("database killed", _kill_all, lasts=(0, 4), kills=True, back_limit=40),
    Kind("database stopped", _stop_primary, lasts=(3, 12), on=("alone",), back_limit=40),
    Kind("database read-only", _read_only, lasts=(3, 10), on=("alone",), back_limit=40),
    Kind("primary killed", _kill_primary, lasts=(18, 22), kills=True, on=("cluster",), flow_limit=20),
    Kind("primary stepped down", _step_down, lasts=(5, 8), on=("cluster",), flow_limit=20),
)
