"""Each process may do what it needs, and nothing else."""

from typing import Any

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from infra.local.accounts import Account, apply_accounts
from infra.local.servers import Given
from infra.local.stack import LocalStack


@pytest.fixture
def accounts(running: LocalStack) -> dict[str, Account]:
    with pika.BlockingConnection(pika.URLParameters(running.amqp_admin_url)) as connection:
        channel = connection.channel()
        channel.exchange_declare("coulisse", "topic", durable=True)
        channel.exchange_declare("coulisse.ladder.30s", "fanout", durable=True)
        for queue in ("intake.normal.0", "logistics.normal.0"):
            channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
            channel.queue_bind(queue, "coulisse", f"{queue}.#")
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


def test_a_service_publishes_consumes_and_uses_the_ladder(accounts: dict[str, Account]) -> None:
    connection, channel = channel_of(accounts["intake"])
    with connection:
        channel.basic_publish("coulisse", "intake.normal.0.x", b"body", mandatory=True)
        channel.basic_publish("coulisse.ladder.30s", "intake.normal.0", b"body")

        assert channel.basic_get("intake.normal.0", auto_ack=True)[2] == b"body"


def test_a_service_cannot_read_a_neighbours_queue(accounts: dict[str, Account]) -> None:
    assert refused_by_broker(accounts["intake"], lambda channel: channel.basic_get("logistics.normal.0"))


def test_a_service_cannot_go_round_the_topic_exchange(accounts: dict[str, Account]) -> None:
    assert refused_by_broker(
        accounts["intake"], lambda channel: channel.basic_publish("", "logistics.normal.0", b"x")
    )


def test_a_service_cannot_declare_a_queue(accounts: dict[str, Account]) -> None:
    assert refused_by_broker(accounts["intake"], lambda channel: channel.queue_declare("intake.normal.9"))


def test_the_gateway_cannot_read_any_queue(accounts: dict[str, Account]) -> None:
    assert refused_by_broker(accounts["gateway"], lambda channel: channel.basic_get("intake.normal.0"))


def test_a_service_writes_its_own_database_in_transactions(accounts: dict[str, Account]) -> None:
    with client_at(accounts["intake"].mongodb_url) as client, client.start_session() as session:
        with session.start_transaction():
            client.coulisse_intake.cases.insert_one({"stored": True}, session=session)

        assert client.coulisse_intake.cases.find_one({"stored": True}) is not None


@pytest.mark.parametrize(
    ("process", "database"),
    [
        ("intake", "coulisse_logistics"),
        ("intake", "coulisse_vault"),
        ("accounting", "coulisse_documents"),
        ("notifications", "coulisse_vault"),
        ("gateway", "coulisse_intake"),
    ],
)
def test_nobody_writes_where_it_has_no_business(
    accounts: dict[str, Account], process: str, database: str
) -> None:
    with client_at(accounts[process].mongodb_url) as client, pytest.raises(OperationFailure) as refusal:
        client[database].things.insert_one({})

    assert refusal.value.code == 13


@pytest.mark.parametrize(
    ("process", "database"),
    [
        ("gateway", "coulisse_accounting"),
        ("validation", "coulisse_vault"),
        ("notifications", "coulisse_vault"),
    ],
)
def test_readers_may_read(accounts: dict[str, Account], process: str, database: str) -> None:
    with client_at(accounts[process].mongodb_url) as client:
        assert client[database].things.find_one({"_id": "absent"}) is None


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
