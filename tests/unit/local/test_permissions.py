"""The tables of permissions against what the code declares, publishes and reads."""

import re

import pytest

from infra.broker.permissions import LADDER, BrokerPermission, broker_permissions
from infra.database.permissions import DOCUMENTS, SANDBOX, VAULT, DatabasePermission, database_permissions
from infra.process_names import PROCESSES, SERVICES
from shared.contracts.catalogue import SERVICES as SERVICES_WITH_MESSAGES
from shared.contracts.topology import EXCHANGE, queues_of, topology

NAMES = frozenset(
    {
        *(exchange.name for exchange in topology().exchanges),
        *(queue.name for queue in topology().queues),
        topology().fingerprint,
        "amq.default",
        "amq.topic",
        "",
    }
)


def on_broker(process: str) -> BrokerPermission:
    return next(permission for permission in broker_permissions() if permission.process == process)


def on_database(process: str) -> DatabasePermission:
    return next(permission for permission in database_permissions() if permission.process == process)


def matched(expression: str) -> set[str]:
    """Which of all names that a broker of Coulisse has match, as RabbitMQ matches: anywhere."""
    return {name for name in NAMES if re.search(expression, name)} - {""}


def actions(process: str, database: str) -> set[str]:
    """What a process may do anywhere in a database."""
    grants = on_database(process).grants
    return {action for grant in grants if grant.database == database for action in grant.actions}


def test_every_process_has_its_own_accounts() -> None:
    assert set(SERVICES_WITH_MESSAGES) <= set(SERVICES)
    assert {permission.process for permission in broker_permissions()} == set(PROCESSES)
    assert {permission.process for permission in database_permissions()} == set(PROCESSES)


@pytest.mark.parametrize("service", SERVICES_WITH_MESSAGES)
def test_a_service_reads_its_own_queues_and_publishes_to_the_exchange_and_the_ladder(service: str) -> None:
    assert matched(on_broker(service).read) == set(queues_of(service))
    assert matched(on_broker(service).write) == {EXCHANGE, *LADDER}


@pytest.mark.parametrize("process", PROCESSES)
def test_nobody_but_the_administrator_declares_anything(process: str) -> None:
    assert matched(on_broker(process).configure) == set()
    assert not re.search(on_broker(process).configure, f"{process}.anything")


def test_the_gateway_consumes_nothing_and_publishes_to_one_exchange() -> None:
    assert matched(on_broker("gateway").read) == set()
    assert matched(on_broker("gateway").write) == {EXCHANGE}


def test_the_live_stream_has_no_business_on_the_broker() -> None:
    stream = on_broker("stream")

    assert matched(stream.read) | matched(stream.write) == set()


def test_only_the_gateway_validation_and_notifications_come_near_personal_data() -> None:
    near = {process: actions(process, VAULT) for process in PROCESSES if actions(process, VAULT)}

    assert near == {
        "gateway": {"find", "insert", "update"},
        "validation": {"find"},
        "notifications": {"find"},
    }


def test_only_the_gateway_and_validation_come_near_documents() -> None:
    assert {process for process in PROCESSES if actions(process, DOCUMENTS)} == {"gateway", "validation"}


def test_only_the_gateway_puts_the_clocks_of_sandboxes_forward() -> None:
    forward = {process for process in PROCESSES if actions(process, SANDBOX) - {"find"}}

    assert forward == {"gateway"}


@pytest.mark.parametrize("process", PROCESSES)
def test_a_database_is_written_by_its_owner_alone(process: str) -> None:
    written = {
        other for other in PROCESSES if actions(process, f"coulisse_{other}") - {"find", "changeStream"}
    }

    assert written <= {process} | ({"gateway"} if process == "stream" else set())


def test_of_the_gateways_database_the_live_stream_writes_the_counts_of_requests_alone() -> None:
    written = {
        collection
        for grant in on_database("stream").grants
        if grant.database == "coulisse_gateway" and set(grant.actions) - {"find"}
        for collection in grant.collections
    }

    assert written == {"usage"}


@pytest.mark.parametrize("process", PROCESSES)
def test_nobody_may_make_list_or_drop_collections_and_indexes(process: str) -> None:
    allowed = {action for grant in on_database(process).grants for action in grant.actions}

    assert allowed <= {"find", "insert", "remove", "update", "changeStream", "collStats"}
