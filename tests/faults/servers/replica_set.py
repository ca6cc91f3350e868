"""Three mongods become one replica set, with the administrator that the stack knows."""

from collections.abc import Sequence
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError
from pymongo.uri_parser import parse_uri

from tests.faults.servers.mongod_member import MongodMember
from tests.support.processes import wait_until

_SECONDS = 90
_ALREADY_INITIALIZED = 23


def initiate(members: Sequence[MongodMember]) -> None:
    """Doing it again changes nothing. mongod allows both steps without credentials on loopback, as long as it has no
    users."""
    account = parse_uri(members[0].url)
    configuration = {
        "_id": account["options"]["replicaSet"],
        "members": [{"_id": place, "host": member.address} for place, member in enumerate(members)],
    }
    with MongoClient[dict[str, Any]](members[0].address, directConnection=True) as client:
        try:
            client.admin.command("replSetInitiate", configuration)
        except OperationFailure as refusal:
            if refusal.code != _ALREADY_INITIALIZED and not refusal.has_error_label("Unauthorized"):
                raise
        wait_until(lambda: _leads(client), _SECONDS, "the first member of the replica set is its primary")
        client.admin.command(
            "createUser",
            account["username"],
            pwd=account["password"],
            roles=["root"],
            mechanisms=["SCRAM-SHA-256"],
            writeConcern={"w": "majority"},
        )


def _leads(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        return False
