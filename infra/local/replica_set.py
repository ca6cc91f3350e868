"""Makes a fresh mongod a replica set of one with an administrator, and keeps it one."""

from collections.abc import Mapping
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from infra.local.errors import LocalStackError
from infra.local.waiting import wait_until

ADMIN = "coulisse-admin"
REPLICA_SET = "coulisse"

_SECONDS = 60
_UNAUTHORIZED = 13
_NOT_AUTHENTICATED = 18
_ALREADY_INITIALIZED = 23
_NOT_YET_INITIALIZED = 94


def become_primary(port: int, password: str) -> None:
    """Returns when the mongod on that loopback port accepts writes of `coulisse-admin` (role root).

    Doing it again changes nothing. Raises LocalStackError when it does not become primary, or has an
    administrator with another password.
    """
    if not _knows_administrator(port, password):
        with _client(port) as client:
            _initiate(client, port, password)
    with _client(port, username=ADMIN, password=password) as client:
        _follow_port(client, port)
        _await_primary(client)


def _client(port: int, **credentials: Any) -> MongoClient[dict[str, Any]]:
    return MongoClient(
        "127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=10_000, **credentials
    )


def _knows_administrator(port: int, password: str) -> bool:
    try:
        with _client(port, username=ADMIN, password=password) as client:
            client.admin.command("ping")
    except OperationFailure as refusal:
        if refusal.code != _NOT_AUTHENTICATED:
            raise
        return False
    return True


def _initiate(client: MongoClient[dict[str, Any]], port: int, password: str) -> None:
    """mongod allows both steps without credentials on loopback, as long as it has no users."""
    try:
        members = [{"_id": 0, "host": f"127.0.0.1:{port}"}]
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
    except OperationFailure as refusal:
        if refusal.code == _UNAUTHORIZED:
            raise LocalStackError(
                "The private mongod refuses its administrator: secrets.json and its data do not belong "
                "together. Remove both: make clean."
            ) from refusal
        if refusal.code != _ALREADY_INITIALIZED:
            raise
    _await_primary(client)
    client.admin.command("createUser", ADMIN, pwd=password, roles=["root"], mechanisms=["SCRAM-SHA-256"])


def _follow_port(client: MongoClient[dict[str, Any]], port: int) -> None:
    """A set of one whose port had to change no longer finds itself in its own configuration."""
    # mongod accepts clients a moment before it has read that configuration.
    wait_until(lambda: _configuration(client) is not None, _SECONDS)
    configuration = _configuration(client)
    if configuration is None:
        raise LocalStackError("mongod does not find the configuration of its replica set.")
    member = configuration["members"][0]
    if member["host"] != f"127.0.0.1:{port}":
        member["host"] = f"127.0.0.1:{port}"
        configuration["version"] += 1
        client.admin.command("replSetReconfig", configuration, force=True)


def _configuration(client: MongoClient[dict[str, Any]]) -> dict[str, Any] | None:
    try:
        configuration: dict[str, Any] = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as refusal:
        if refusal.code != _NOT_YET_INITIALIZED:
            raise
        return None
    return configuration


def _await_primary(client: MongoClient[dict[str, Any]]) -> None:
    if not wait_until(lambda: _is_primary(client), _SECONDS):
        raise LocalStackError("mongod answers but did not become primary: see its log, mongod.log.")


def _is_primary(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        hello: Mapping[str, Any] = client.admin.command("hello")
    except PyMongoError:
        return False
    return bool(hello.get("isWritablePrimary"))
