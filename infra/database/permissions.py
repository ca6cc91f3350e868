"""What each process may do in the database: least privilege, one user each, with a role of its own.

Indexes are made by the set-up, so that nobody else may make, change or drop any, nor list or drop what is there, as the
built-in roles `read` and `readWrite` would allow.
"""

from dataclasses import dataclass

from infra.process_names import SERVICES

DOCUMENTS = "coulisse_documents"
VAULT = "coulisse_vault"
SANDBOX = "coulisse_sandbox"
HEARTBEATS = "coulisse_heartbeats"

READ = ("find",)
WRITE = ("find", "insert", "remove", "update")


@dataclass(frozen=True, slots=True)
class Grant:
    """Actions (https://www.mongodb.com/docs/manual/reference/privilege-actions/) on one database, or on those of its
    collections that are named."""

    database: str
    actions: tuple[str, ...]
    collections: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class DatabasePermission:
    """What one process may do. User and role live in the database `admin`."""

    process: str
    grants: tuple[Grant, ...]

    @property
    def role(self) -> str:
        """The name of its role."""
        return f"coulisse.{self.process}"


def own_database(process: str) -> str:
    """The database that belongs to a service or to the gateway."""
    return f"coulisse_{process}"


# What a process may do beside what every process of its kind may.
_BEYOND_ITS_OWN: dict[str, tuple[Grant, ...]] = {
    # Checks files, compares them with the persons of a case, and sweeps files that no case took.
    "validation": (
        Grant(DOCUMENTS, READ),
        Grant(DOCUMENTS, ("remove", "update"), ("documents", "contents.files")),
        Grant(DOCUMENTS, ("remove",), ("contents.chunks",)),
        Grant(DOCUMENTS, ("insert", "update"), ("sweep_marks",)),
        Grant(VAULT, READ, ("persons",)),
    ),
    # Writes to persons.
    "notifications": (Grant(VAULT, READ, ("persons",)),),
    # Takes in files, persons and the steps of sandboxes' clocks.
    "gateway": (
        Grant(DOCUMENTS, ("find", "insert", "update"), ("documents", "contents.files")),
        Grant(DOCUMENTS, ("find", "insert", "remove"), ("contents.chunks",)),
        Grant(VAULT, ("find", "insert", "update"), ("persons",)),
        Grant(SANDBOX, ("find", "insert", "update"), ("clocks",)),
        *(Grant(own_database(service), READ) for service in SERVICES),
        Grant(HEARTBEATS, READ),
    ),
    # Judges by what every process says of itself.
    "operations": (Grant(HEARTBEATS, READ),),
    # Tells who listens what the log of events says; asking for it counts against the client's budget.
    "stream": (
        Grant(own_database("gateway"), READ, ("api_keys", "sandboxes", "signing_keys")),
        Grant(own_database("gateway"), ("find", "insert", "update"), ("usage",)),
        Grant(own_database("notifications"), READ, ("event_logs",)),
        Grant(own_database("notifications"), ("changeStream", "find"), ("events",)),
    ),
}


def _heartbeat(process: str) -> Grant:
    """Each says how it fares, and can say so for nobody else."""
    return Grant(HEARTBEATS, ("insert", "remove", "update"), (process,))


def database_permissions() -> tuple[DatabasePermission, ...]:
    """One per process: a service writes its own database, measures its failed messages and reads the clocks of
    sandboxes; the gateway writes its own and reads those of the services; the live stream reads keys and
    events, and counts who asks for it."""
    services = (
        DatabasePermission(
            service,
            (
                Grant(own_database(service), WRITE),
                # How full the store of failed messages is.
                Grant(own_database(service), ("collStats",), ("failed",)),
                Grant(SANDBOX, READ, ("clocks",)),
                _heartbeat(service),
                *_BEYOND_ITS_OWN.get(service, ()),
            ),
        )
        for service in SERVICES
    )
    gateway = DatabasePermission(
        "gateway",
        (Grant(own_database("gateway"), WRITE), _heartbeat("gateway"), *_BEYOND_ITS_OWN["gateway"]),
    )
    return (
        *services,
        gateway,
        DatabasePermission("stream", (_heartbeat("stream"), *_BEYOND_ITS_OWN["stream"])),
    )
