"""The moment of the cut: nobody publishes, every queue is empty, so that all that is under way lies in outboxes.

Only what waits for its retry on the ladder of delays stays in the broker, for up to an hour: it is held meanwhile, and
saved beside the databases.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient

from infra.backup.errors import BackupError
from infra.backup.queues import RUNGS, climbing, depths, ready
from infra.process_names import SERVICES
from shared.persistence.hold_store import HoldStore

_LOOK_SECONDS = 0.25
_STATISTICS_SECONDS = 6.0
"""The broker counts what was taken and not acknowledged every five seconds."""

_MARGIN = 30.0


@dataclass(frozen=True, slots=True)
class Broker:
    """Where to ask: an account that may read the ladder's queues, and the management interface."""

    amqp_url: str
    management_url: str
    vhost: str

    def ready(self) -> dict[str, int]:
        """Messages that nobody has taken, at this moment."""
        return ready(self.amqp_url)

    def depths(self) -> dict[str, int]:
        """Messages, taken ones included, a few seconds late."""
        return depths(self.management_url, self.vhost)


@contextmanager
def paused(
    client: MongoClient[dict[str, Any]], broker: Broker, patience: float
) -> Iterator[list[dict[str, Any]]]:
    """Lasts while no message is on its way between two processes, and gives those that wait for their retry.

    The gateway goes on to accept, the services to work; what they send waits. Raises BackupError after `patience`
    seconds, naming who or what does not come to rest.
    """
    token = secrets.token_hex(8)
    holds = [HoldStore(client[f"coulisse_{process}"]) for process in (*SERVICES, "gateway")]
    deadline = time.monotonic() + patience
    try:
        for hold in holds:
            hold.hold(token, patience + _MARGIN)
        _all_hold_still(holds, token, deadline)
        while True:
            with climbing(broker.amqp_url) as waiting:
                if _came_to_rest(broker, deadline):
                    yield waiting
                    break
        if any(hold.wanted() != token for hold in holds):
            raise BackupError("the pause was over before the cut was made: try again")
    finally:
        for hold in holds:
            hold.release(token)


def _all_hold_still(holds: list[HoldStore], token: str, deadline: float) -> None:
    while left := [name for hold in holds for name in hold.publishing(token)]:
        if time.monotonic() > deadline:
            raise BackupError(
                f"{', '.join(left[:5])} goes on publishing: restart it, or give more --patience"
            )
        time.sleep(_LOOK_SECONDS)


def _came_to_rest(broker: Broker, deadline: float) -> bool:
    """Whether all queues were empty at every look for longer than the statistics are late; False when more messages
    climbed the ladder meanwhile."""
    since = time.monotonic()
    while time.monotonic() - since < _STATISTICS_SECONDS:
        if set(now := broker.ready()) & set(RUNGS):
            return False
        full = now or {name: count for name, count in broker.depths().items() if name not in RUNGS}
        if full:
            since = time.monotonic()
        if time.monotonic() > deadline:
            told = ", ".join(f"{name} ({count})" for name, count in sorted(full.items())[:5])
            raise BackupError(
                f"messages still wait in queues: {told or 'now and then'}. Let the services catch up, or give more "
                "--patience"
            )
        time.sleep(_LOOK_SECONDS)
    return True
