"""Each process may do what it needs, and nothing else."""

import re
from collections.abc import Callable
from itertools import product
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pika
import pytest
import requests
from pika.exceptions import ChannelClosedByBroker
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure

from infra.accounts import SCALING, Credentials
from infra.broker.apply import apply_topology
from infra.broker.permissions import broker_permissions
from infra.broker.users import apply_scaling_user
from infra.database.permissions import (
    DOCUMENTS,
    HEARTBEATS,
    SANDBOX,
    VAULT,
    database_permissions,
    own_database,
)
from infra.local.accounts import Account, apply_accounts
from infra.local.servers import Given
from infra.local.stack import LocalStack
from infra.process_names import PROCESSES
from shared.contracts.catalogue import SERVICES as SERVICES_WITH_MESSAGES
from shared.contracts.topology import topology

UNAUTHORIZED = 13


@pytest.fixture
def accounts(running: LocalStack) -> dict[str, Account]:
    apply_topology(running.amqp_admin_url)
    return apply_accounts(running)


def client_at(url: str) -> MongoClient[dict[str, Any]]:
    return MongoClient(url)


def channel_of(account: Account) -> tuple[pika.BlockingConnection, Any]:
    connection = pika.BlockingConnection(pika.URLParameters(account.amqp_url))
    channel = connection.channel()
    channel.confirm_delivery()
    return connection, channel


def refused_by_broker(account: Account, do: Any) -> bool:
    connection, channel = channel_of(account)
    with connection:
        try:
            do(channel)
        except ChannelClosedByBroker as refusal:
            return bool(refusal.reply_code == 403)
        return False


def test_a_service_writes_its_own_database_in_transactions(accounts: dict[str, Account]) -> None:
    with client_at(accounts["intake"].mongodb_url) as client, client.start_session() as session:
        with session.start_transaction():
            client.coulisse_intake.cases.insert_one({"stored": True}, session=session)

        assert client.coulisse_intake.cases.find_one({"stored": True}) is not None


def databases() -> list[str]:
    return [*(own_database(process) for process in PROCESSES), DOCUMENTS, VAULT, SANDBOX, HEARTBEATS]


def may(process: str, action: str, database: str) -> bool:
    """Whether the table grants the action on a collection that nothing knows, which `things` is."""
    (permission,) = (one for one in database_permissions() if one.process == process)
    return any(
        grant.database == database and action in grant.actions and "" in grant.collections
        for grant in permission.grants
    )


def refused_by_database(
    step: Callable[[Database[dict[str, Any]]], object], database: Database[dict[str, Any]]
) -> bool:
    """Whether the server said that this account may not; any other failure is passed on."""
    try:
        step(database)
    except OperationFailure as refusal:
        if refusal.code != UNAUTHORIZED:
            raise
        return True
    return False


OVERSTEPS: dict[str, Callable[[Database[dict[str, Any]]], object]] = {
    "find": lambda database: database.things.find_one({"_id": "absent"}),
    "insert": lambda database: database.things.insert_one({}),
    "update": lambda database: database.things.update_many({"absent": 1}, {"$set": {"a": 1}}),
    "remove": lambda database: database.things.delete_many({"absent": 1}),
    "listCollections": lambda database: database.list_collection_names(),
    "listIndexes": lambda database: list(database.things.list_indexes()),
    "createIndex": lambda database: database.things.create_index("a"),
    "dropCollection": lambda database: database.drop_collection("things"),
    "dropDatabase": lambda database: database.client.drop_database(database.name),
    "changeStream": lambda database: database.things.watch().close(),
    "collMod": lambda database: database.command("collMod", "things", validator={}),
    "createUser": lambda database: database.command("createUser", "mallory", pwd="x", roles=[]),
}


@pytest.mark.parametrize("process", PROCESSES)
def test_on_every_database_a_process_may_do_what_the_table_says_and_nothing_else(
    running: LocalStack, accounts: dict[str, Account], process: str
) -> None:
    with client_at(running.mongodb_admin_url) as administrator:
        for database in databases():
            administrator[database].things.insert_one({"here": True})
    done, expected = set(), set()
    with client_at(accounts[process].mongodb_url) as client:
        for database, (action, step) in product(databases(), OVERSTEPS.items()):
            if not refused_by_database(step, client[database]):
                done.add((database, action))
            if may(process, action, database):
                expected.add((database, action))

    assert done == expected


@pytest.mark.parametrize("process", PROCESSES)
def test_no_process_administers_the_database(accounts: dict[str, Account], process: str) -> None:
    with client_at(accounts[process].mongodb_url) as client:
        steps: list[Callable[[], object]] = [
            lambda: client.admin.command("usersInfo"),
            lambda: client.admin.command("updateUser", process, pwd="another"),
            lambda: client.admin.command("grantRolesToUser", process, roles=["root"]),
            lambda: client.admin.command("setParameter", 1, logLevel=0),
            lambda: client.admin.command("getLog", "global"),
            lambda: client.admin.command("serverStatus"),
            lambda: client.admin.command("shutdown"),
            client.local["oplog.rs"].find_one,
            client.config.system.sessions.find_one,
        ]
        for step in steps:
            with pytest.raises(OperationFailure) as refusal:
                step()
            assert refusal.value.code == UNAUTHORIZED
        assert client.list_database_names() == [] or set(client.list_database_names()) <= set(databases())


QUEUES = [f"{service}.{lane}.0" for service in SERVICES_WITH_MESSAGES for lane in ("normal", "urgent")]
EXCHANGES = [exchange.name for exchange in topology().exchanges]


@pytest.mark.parametrize("process", PROCESSES)
def test_on_the_broker_a_process_may_do_what_the_table_says_and_nothing_else(
    accounts: dict[str, Account], process: str
) -> None:
    (permission,) = (one for one in broker_permissions() if one.process == process)
    account = accounts[process]

    read = {name for name in QUEUES if not refused_by_broker(account, _consume(name))}
    written = {name for name in EXCHANGES if not refused_by_broker(account, _publish(name))}

    assert read == {name for name in QUEUES if re.search(permission.read, name)}
    assert written == {name for name in EXCHANGES if re.search(permission.write, name)}


BROKER_OVERSTEPS: dict[str, Callable[[Any], object]] = {
    "declare a queue": lambda channel: channel.queue_declare("mine"),
    "declare a nameless queue": lambda channel: channel.queue_declare("", exclusive=True),
    "declare an exchange": lambda channel: channel.exchange_declare("mine"),
    "bind a queue to hear others": lambda channel: channel.queue_bind("intake.normal.0", "coulisse", "#"),
    "unbind": lambda channel: channel.queue_unbind("intake.normal.0", "coulisse", "x"),
    "purge": lambda channel: channel.queue_purge("logistics.normal.0"),
    "purge its own": lambda channel: channel.queue_purge("intake.dead"),
    "delete a queue": lambda channel: channel.queue_delete("intake.normal.0"),
    "delete an exchange": lambda channel: channel.exchange_delete("coulisse"),
    "publish to a queue": lambda channel: channel.basic_publish("", "intake.normal.0", b"x"),
    "publish as the broker": lambda channel: channel.basic_publish("amq.topic", "x", b"x"),
}
_ALLOWED = {("intake", "purge its own")}
"""Whoever may read a queue may empty it: RabbitMQ asks for nothing more."""


@pytest.mark.parametrize("process", PROCESSES)
def test_nobody_oversteps_on_the_broker(accounts: dict[str, Account], process: str) -> None:
    went = {name for name, step in BROKER_OVERSTEPS.items() if not refused_by_broker(accounts[process], step)}

    assert went <= {name for owner, name in (*_ALLOWED, ("logistics", "purge")) if owner == process}, (
        f"{process}: {went}"
    )


def test_no_process_may_ask_the_brokers_management(running: LocalStack, accounts: dict[str, Account]) -> None:
    assert running.management_url is not None
    base = running.management_url.rpartition("@")[2]
    for process, account in accounts.items():
        password = urlsplit(account.amqp_url).password or ""
        answer = requests.get(f"http://{base}/api/queues", auth=(process, password), timeout=10)

        assert answer.status_code == 401


SCALING_OVERSTEPS = {
    "read messages": ("POST", "queues/{vhost}/intake.normal.0/get"),
    "empty a queue": ("DELETE", "queues/{vhost}/intake.normal.0/contents"),
    "delete a queue": ("DELETE", "queues/{vhost}/intake.normal.0"),
    "publish": ("POST", "exchanges/{vhost}/coulisse/publish"),
    "declare a queue": ("PUT", "queues/{vhost}/mine"),
    "see users": ("GET", "users"),
    "let itself do more": ("PUT", "permissions/{vhost}/scaling"),
    "see definitions": ("GET", "definitions"),
}
_BODIES = {
    "get": {"count": 1, "ackmode": "ack_requeue_true", "encoding": "auto"},
    "publish": {"properties": {}, "routing_key": "x", "payload": "x", "payload_encoding": "string"},
    "mine": {"durable": True},
    "scaling": {"configure": ".*", "write": ".*", "read": ".*"},
}


def test_whoever_starts_replicas_may_count_what_waits_and_nothing_else(
    running: LocalStack, accounts: dict[str, Account]
) -> None:
    assert running.management_url is not None
    address = urlsplit(running.amqp_admin_url)
    vhost = unquote(address.path.removeprefix("/")) or "/"
    account = Credentials(SCALING, "a password of its own")
    apply_scaling_user(running.management_url, vhost, account)
    api = f"http://{running.management_url.rpartition('@')[2]}/api"
    sign_in = (account.user, account.password)

    def asked(method: str, path: str) -> requests.Response:
        body = _BODIES.get(path.rpartition("/")[2], {})
        url = f"{api}/{path.format(vhost=quote(vhost, safe=''))}"
        return requests.request(method, url, json=body, auth=sign_in, timeout=10)

    counted = asked("GET", "queues/{vhost}")
    went = {
        name
        for name, (method, path) in SCALING_OVERSTEPS.items()
        if not re.search("not_authorised|ACCESS_REFUSED", asked(method, path).text)
    }
    amqp = address._replace(netloc=f"{SCALING}:{quote(account.password)}@{address.netloc.rpartition('@')[2]}")
    by_amqp = {
        name
        for name, step in BROKER_OVERSTEPS.items()
        if not refused_by_broker(Account(amqp.geturl(), ""), step)
    }

    assert counted.status_code == 200
    assert set(QUEUES) <= {queue["name"] for queue in counted.json()}
    assert went == set()
    assert by_amqp == set()


def _consume(queue: str) -> Callable[[Any], object]:
    return lambda channel: channel.basic_consume(queue, lambda *_: None)


def _publish(exchange: str) -> Callable[[Any], object]:
    return lambda channel: channel.basic_publish(exchange, "nobody", b"x")


def test_applying_again_changes_no_account(running: LocalStack, accounts: dict[str, Account]) -> None:
    assert apply_accounts(running) == accounts
    connection, _ = channel_of(accounts["intake"])
    connection.close()


def test_on_given_servers_without_their_administration_all_share_the_given_account(
    running: LocalStack,
) -> None:
    given = Given(amqp_url=running.amqp_admin_url, mongodb_url=running.mongodb_admin_url)
    elsewhere = LocalStack(running.folder / "elsewhere", given)

    shared = apply_accounts(elsewhere)

    assert set(shared.values()) == {Account(running.amqp_admin_url, running.mongodb_admin_url)}


def test_on_given_servers_with_their_administration_each_has_its_own(running: LocalStack) -> None:
    given = Given(
        amqp_url=running.amqp_admin_url,
        management_url=running.management_url,
        mongodb_url=running.mongodb_admin_url,
        mongodb_admin_url=running.mongodb_admin_url,
    )
    elsewhere = LocalStack(running.folder / "elsewhere", given)

    own = apply_accounts(elsewhere)

    assert len(set(own.values())) == len(own)
    connection, _ = channel_of(own["intake"])
    connection.close()
    with client_at(own["gateway"].mongodb_url) as client:
        assert client.coulisse_intake.things.find_one({"_id": "absent"}) is None
