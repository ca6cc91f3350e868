"""The servers that a campaign strikes: one broker and one database, or three of each."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal

from pymongo.errors import PyMongoError

from infra.local.broker import PrivateBroker
from infra.local.database import PrivateDatabase
from infra.local.errors import LocalStackError
from infra.local.files import own_folder
from shared.persistence.mongo import connect
from tests.faults.servers.mongod_member import CACHE_GIGABYTES, MongodMember
from tests.faults.servers.rabbit_node import RabbitNode, start_epmd, stop_epmd
from tests.faults.servers.replica_set import initiate

Shape = Literal["alone", "cluster"]
_NAMES = ("one", "two", "three")
_STARTS = 3
"""Tries to bring a server up on a machine that is busy with other things."""


class HouseServers:
    """Brokers and databases in one folder, started and stopped together."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        self.shape = shape
        self._folder = own_folder(folder)
        self.brokers: Sequence[PrivateBroker] = (PrivateBroker(folder),)
        self.databases: Sequence[PrivateDatabase] = (PrivateDatabase(folder, CACHE_GIGABYTES),)
        self._members: list[MongodMember] = []
        if shape == "cluster":
            self._members = [MongodMember(own_folder(folder / f"d-{name}"), folder) for name in _NAMES]
            self.brokers = [RabbitNode(own_folder(folder / f"b-{n}"), folder, n, _NAMES) for n in _NAMES]
            self.databases = self._members

    @property
    def folders(self) -> list[Path]:
        """All whose processes belong to it (see infra.local.processes)."""
        if self.shape == "alone":
            return [self._folder]
        return [self._folder, *(self._folder / f"{part}-{name}" for part in "bd" for name in _NAMES)]

    def start(self) -> None:
        """Starts everything for the first time. The first broker node comes before those that join it."""
        if self.shape == "alone":
            _at_once([partial(_surely, part) for part in self._parts()])
            return
        start_epmd(self._folder)
        first, *others = self.brokers
        _at_once([partial(_surely, first), *(partial(_surely, member) for member in self._members)])
        initiate(self._members)
        _at_once([partial(_surely, node) for node in others])

    def revive(self) -> None:
        """Starts what is dead again, all at once: nodes of a cluster wait for each other."""
        if self.shape == "cluster":
            start_epmd(self._folder)
        _at_once([partial(_surely, part) for part in self._parts() if not part.pids])

    def stop(self) -> None:
        _at_once([part.stop for part in self._parts()])
        stop_epmd(self._folder)

    def _parts(self) -> list[PrivateBroker | PrivateDatabase]:
        return [*self.brokers, *self.databases]

    @property
    def amqp_urls(self) -> list[str]:
        """The administrator's, one for each node."""
        return [broker.amqp_url for broker in self.brokers]

    @property
    def mongodb_url(self) -> str:
        """The administrator's, with all members."""
        url = self.databases[0].url
        if self.shape == "alone":
            return url
        credentials, _, place = url.partition("@")
        return f"{credentials}@{','.join(m.address for m in self._members)}/{place.partition('/')[2]}"

    def primary(self) -> PrivateDatabase:
        """The member that takes writes now; any when none does."""
        if self.shape == "alone":
            return self.databases[0]
        try:
            with connect(self.mongodb_url, patience=15) as client:
                client.admin.command("ping")
                address = client.primary
        except PyMongoError:
            address = None
        return next(
            (m for m in self._members if address and m.address == f"{address[0]}:{address[1]}"),
            self._members[0],
        )


def _surely(part: PrivateBroker | PrivateDatabase) -> None:
    """A server that does not come up in time is started again: whatever supervises it elsewhere does so too."""
    for _ in range(_STARTS - 1):
        with suppress(LocalStackError):
            part.start()
            return
    part.start()


def _at_once(calls: Iterable[Callable[[], None]]) -> None:
    """Raises what the first of them raised."""
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(call) for call in calls]:
            done.result()
