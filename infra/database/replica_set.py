"""Makes a fresh mongod a replica set of one with an administrator, over loopback, and keeps it one."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from shared.contracts.errors import CoulisseError

REPLICA_SET = "coulisse"

_SECONDS = 60
_UNAUTHORIZED = 13
_NOT_AUTHENTICATED = 18
_ALREADY_INITIALIZED = 23
_NOT_YET_INITIALIZED = 94


class ReplicaSetError(CoulisseError):
    """The database did not become the primary of its set, or knows another administrator."""


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who may do everything (role root)."""

    name: str
    password: str = field(repr=False)


def become_primary(port: int, host: str, administrator: Administrator) -> None:
    """Returns when the mongod on that loopback port is primary under the name `host` (`name:port`) and knows the
    administrator.

    Doing it again changes nothing. Raises ReplicaSetError when it does not become primary, or has users already but
    not this one.
    """
    if not _knows(port, administrator):
        with _client(port) as client:
            _initiate(client, host, administrator)
    with _client(port, username=administrator.name, password=administrator.password) as client:
        _follow(client, host)
        _await_primary(client)


def _client(port: int, **credentials: Any) -> MongoClient[dict[str, Any]]:
    return MongoClient(
        "127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=10_000, **credentials
    )


def _knows(port: int, administrator: Administrator) -> bool:
    try:
        with _client(port, username=administrator.name, password=administrator.password) as client:
            client.admin.command("ping")
    except OperationFailure as refusal:
        if refusal.code != _NOT_AUTHENTICATED:
            raise
        return False
    return True


def _initiate(client: MongoClient[dict[str, Any]], host: str, administrator: Administrator) -> None:
    """mongod allows both steps without credentials on loopback, as long as it has no users: the localhost exception
    of its manual."""
    try:
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": host}]})
    except OperationFailure as refusal:
        if refusal.code == _UNAUTHORIZED:
            raise ReplicaSetError(
                "mongod refuses its administrator: its data and the secrets do not belong together."
            ) from refusal
        if refusal.code != _ALREADY_INITIALIZED:
            raise
    _await_primary(client)
    client.admin.command(
        "createUser",
        administrator.name,
        pwd=administrator.password,
        roles=["root"],
        mechanisms=["SCRAM-SHA-256"],
    )


def _follow(client: MongoClient[dict[str, Any]], host: str) -> None:
    """A set of one whose name or port had to change no longer finds itself in its own configuration."""
    # mongod accepts clients a moment before it has read that configuration.
    _wait_until(lambda: _configuration(client) is not None)
    configuration = _configuration(client)
    if configuration is None:
        raise ReplicaSetError("mongod does not find the configuration of its replica set.")
    member = configuration["members"][0]
    if member["host"] != host and len(configuration["members"]) == 1:
        member["host"] = host
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
    if not _wait_until(lambda: _is_primary(client)):
        raise ReplicaSetError("mongod answers but did not become primary: see its log.")


def _is_primary(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        hello: Mapping[str, Any] = client.admin.command("hello")
    except PyMongoError:
        return False
    return bool(hello.get("isWritablePrimary"))


def _wait_until(fact: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _SECONDS
    while not fact():
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True
