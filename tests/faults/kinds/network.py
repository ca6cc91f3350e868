"""Faults of the network between the programs and their servers."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from random import Random

from tests.faults.kinds.kind import Kind
from tests.faults.stage import Stage


@contextmanager
def _cut(server: str, stage: Stage, random: Random) -> Iterator[str]:
    times = random.randint(1, 3)
    for _ in range(times):
        stage.proxies[server].cut()
    yield f"every connection to the {server}"


@contextmanager
def _hold(server: str, stage: Stage, random: Random) -> Iterator[str]:
    stage.proxies[server].hold()
    try:
        yield f"every connection to the {server}"
    finally:
        stage.proxies[server].release()


NETWORK = (
    Kind("connections to the broker cut", partial(_cut, "broker"), on=("alone",), back_limit=20),
    Kind("connections to the database cut", partial(_cut, "database"), on=("alone",), back_limit=20),
    Kind(
        "nothing passes to the broker", partial(_hold, "broker"), lasts=(3, 12), on=("alone",), back_limit=40
    ),
    Kind(
        "nothing passes to the database",
        partial(_hold, "database"),
        lasts=(3, 12),
        on=("alone",),
        back_limit=40,
    ),
)
