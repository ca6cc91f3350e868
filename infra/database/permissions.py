"""What each process may do in the database: least privilege, one user each."""

from dataclasses import dataclass

from infra.process_names import SERVICES

DOCUMENTS = "coulisse_documents"
VAULT = "coulisse_vault"
SANDBOX = "coulisse_sandbox"
HEARTBEATS = "coulisse_heartbeats"


@dataclass(frozen=True, slots=True)
class DatabaseRole:
    """A built-in MongoDB role (`read`, `readWrite`) on one database."""

    role: str
    database: str


@dataclass(frozen=True, slots=True)
class DatabasePermission:
    """The roles of one user; all users live in the database `admin`."""

    user: str
    roles: tuple[DatabaseRole, ...]


def own_database(process: str) -> str:
    """The database that belongs to a service or to the gateway."""
    return f"coulisse_{process}"


# Who works on more than its own database: validation checks files and compares them with the persons of a
# case, notifications writes to persons, the gateway stores both.
_BEYOND_ITS_OWN = {
    "validation": (DatabaseRole("readWrite", DOCUMENTS), DatabaseRole("read", VAULT)),
    "notifications": (DatabaseRole("read", VAULT),),
}


def database_permissions() -> tuple[DatabasePermission, ...]:
    """One per process: a service writes its own database and reads the clocks of sandboxes; the gateway
    writes its own, those clocks, and reads all; the live stream reads keys and events. Each says how it fares among
    the heartbeats."""
    services = tuple(
        DatabasePermission(
            service,
            (
                DatabaseRole("readWrite", own_database(service)),
                DatabaseRole("read", SANDBOX),
                DatabaseRole("readWrite", HEARTBEATS),
                *_BEYOND_ITS_OWN.get(service, ()),
            ),
        )
        for service in SERVICES
    )
    gateway = DatabasePermission(
        "gateway",
        (
            *(
                DatabaseRole("readWrite", database)
                for database in (own_database("gateway"), DOCUMENTS, VAULT, SANDBOX, HEARTBEATS)
            ),
            *(DatabaseRole("read", own_database(service)) for service in SERVICES),
        ),
    )
    stream = DatabasePermission(
        "stream",
        (
            *(DatabaseRole("read", own_database(process)) for process in ("gateway", "notifications")),
            DatabaseRole("readWrite", HEARTBEATS),
        ),
    )
    return (*services, gateway, stream)
