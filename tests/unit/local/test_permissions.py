import re

import pytest

from infra.broker.permissions import BrokerPermission, broker_permissions
from infra.database.permissions import DatabaseRole, database_permissions
from infra.process_names import PROCESSES, SERVICES
from shared.contracts.catalogue import SERVICES as SERVICES_WITH_MESSAGES


def of(user: str) -> BrokerPermission:
    return next(permission for permission in broker_permissions() if permission.user == user)


def test_every_service_with_messages_has_its_own_accounts() -> None:
    broker_users = {permission.user for permission in broker_permissions()}
    database_users = {permission.user for permission in database_permissions()}

    assert set(SERVICES_WITH_MESSAGES) <= set(SERVICES)
    assert broker_users == database_users == set(PROCESSES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_its_own_queues_only(service: str) -> None:
    read = of(service).read

    assert re.search(read, f"{service}.urgent.0")
    assert re.search(read, f"{service}.normal.13")
    others = [other for other in SERVICES if other != service]
    assert not any(re.search(read, f"{other}.normal.0") for other in others)
    assert not re.search(read, f"{service}.failed")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_publishes_to_the_topic_exchange_and_the_ladder_only(service: str) -> None:
    write = of(service).write

    assert re.search(write, "coulisse")
    assert re.search(write, "coulisse.ladder.30s")
    assert not re.search(write, "amq.topic")
    assert not re.search(write, "amq.default")
    assert not re.search(write, "coulisse.return")


@pytest.mark.parametrize("process", PROCESSES)
def test_nobody_but_the_administrator_declares_anything(process: str) -> None:
    configure = of(process).configure

    assert not re.search(configure, f"{process}.normal.0")
    assert not re.search(configure, "coulisse")


def test_the_gateway_consumes_nothing_and_publishes_to_one_exchange() -> None:
    gateway = of("gateway")

    assert not re.search(gateway.read, "intake.normal.0")
    assert re.search(gateway.write, "coulisse")
    assert not re.search(gateway.write, "coulisse.ladder.30s")


def test_only_the_gateway_validation_and_notifications_come_near_personal_data() -> None:
    with_vault = {
        permission.user: role.role
        for permission in database_permissions()
        for role in permission.roles
        if role.database == "coulisse_vault"
    }

    assert with_vault == {"gateway": "readWrite", "validation": "read", "notifications": "read"}


def test_the_gateway_only_reads_what_belongs_to_services() -> None:
    gateway = next(permission for permission in database_permissions() if permission.user == "gateway")

    for service in SERVICES:
        roles = [role for role in gateway.roles if role.database == f"coulisse_{service}"]
        assert roles == [DatabaseRole("read", f"coulisse_{service}")]


def test_only_the_gateway_puts_the_clocks_of_sandboxes_forward() -> None:
    with_clocks = {
        permission.user: role.role
        for permission in database_permissions()
        for role in permission.roles
        if role.database == "coulisse_sandbox"
    }

    assert with_clocks == {"gateway": "readWrite"} | dict.fromkeys(SERVICES, "read")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_no_other_services_database(service: str) -> None:
    permission = next(permission for permission in database_permissions() if permission.user == service)
    of_services = {f"coulisse_{other}" for other in SERVICES}

    written = {role.database for role in permission.roles if role.role == "readWrite"}

    assert written & of_services == {f"coulisse_{service}"}
