"""What each process may do on the broker: least privilege, one user each.

The administrator declares exchanges and queues, so that nobody else may configure anything.
"""

from dataclasses import dataclass

from infra.process_names import SERVICES

NOTHING = "^$"


@dataclass(frozen=True, slots=True)
class BrokerPermission:
    """Regular expressions on the names of exchanges and queues (https://www.rabbitmq.com/docs/access-control)."""

    user: str
    configure: str
    write: str
    read: str


def broker_permissions() -> tuple[BrokerPermission, ...]:
    """One per process. Services publish to the topic exchange and the ladder, and read their queues; the live stream
    has no business there."""
    services = (
        BrokerPermission(
            user=service,
            configure=NOTHING,
            write=r"^coulisse(\.ladder\..*)?$",
            read=rf"^{service}\.((normal|urgent)\.[0-9]+|dead)$",
        )
        for service in SERVICES
    )
    gateway = BrokerPermission(user="gateway", configure=NOTHING, write="^coulisse$", read=NOTHING)
    stream = BrokerPermission(user="stream", configure=NOTHING, write=NOTHING, read=NOTHING)
    return (*services, gateway, stream)
