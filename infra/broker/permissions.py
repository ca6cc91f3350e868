"""What each process may do on the broker: least privilege, one user each.

The administrator declares exchanges and queues, so that nobody else may configure anything.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from infra.process_names import SERVICES
from shared.contracts.topology import EXCHANGE, LADDER_SECONDS, queues_of, rung_exchange

NOTHING = "^$"


@dataclass(frozen=True, slots=True)
class BrokerPermission:
    """Regular expressions on the names of exchanges and queues (https://www.rabbitmq.com/docs/access-control)."""

    process: str
    configure: str
    write: str
    read: str


LADDER = tuple(rung_exchange(seconds) for seconds in LADDER_SECONDS)

# Exchanges that a process publishes to, and queues that it reads, beside what every process of its kind does.
_WRITES_TO: dict[str, tuple[str, ...]] = {"gateway": (EXCHANGE,)}
_READS_FROM: dict[str, tuple[str, ...]] = {}


def broker_permissions() -> tuple[BrokerPermission, ...]:
    """One per process. Services publish to the topic exchange and the ladder, and read their queues; the live stream
    has no business there."""
    services = (
        _permission(
            service,
            (EXCHANGE, *LADDER, *_WRITES_TO.get(service, ())),
            (*queues_of(service), *_READS_FROM.get(service, ())),
        )
        for service in SERVICES
    )
    others = (
        _permission(process, _WRITES_TO.get(process, ()), _READS_FROM.get(process, ()))
        for process in ("gateway", "stream")
    )
    return (*services, *others)


def _permission(process: str, writes: Iterable[str], reads: Iterable[str]) -> BrokerPermission:
    return BrokerPermission(process, NOTHING, _exactly(writes), _exactly(reads))


def _exactly(names: Iterable[str]) -> str:
    """An expression that these names match, and no other."""
    either = "|".join(re.escape(name) for name in names)
    return f"^({either})$" if either else NOTHING
