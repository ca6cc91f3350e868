"""docker-compose.yml says what the code says: programs, accounts, settings."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from infra.local.house import clone
from infra.process_names import PROCESSES
from shared.contracts.catalogue import SERVICES
from tests.unit.deployment.known_settings import KNOWN_SETTINGS

HTTP = {"gateway": "gateway.app", "stream": "gateway.stream.app"}
_OF_SERVERS = {"rabbitmq", "mongodb"}
_WATCHERS = {"prometheus", "grafana"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((clone() / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def programs(compose: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: it
        for name, it in compose["services"].items()
        if name not in _OF_SERVERS | _WATCHERS | {"setup"}
    }


def test_every_program_runs_and_no_other(compose: dict[str, Any]) -> None:
    assert set(programs(compose)) == {*SERVICES, *HTTP}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_started_as_the_runtime_wants_it(compose: dict[str, Any], service: str) -> None:
    command = programs(compose)[service]["command"]

    assert command == ["python", "-m", "shared.runtime", f"services.{service}.service"]
    assert (clone() / "services" / service / "service.py").exists()


def test_every_program_has_its_own_account_and_no_other(compose: dict[str, Any]) -> None:
    for name, program in programs(compose).items():
        sources = {one["source"] for one in program["secrets"] if isinstance(one, dict)}

        assert sources <= {f"{name}_amqp_url", f"{name}_mongodb_url"}
        assert f"{name}_mongodb_url" in sources


def test_the_set_up_knows_the_account_of_every_process(compose: dict[str, Any]) -> None:
    given = set(compose["services"]["setup"]["secrets"])

    assert {f"{process}_{server}_url" for process in PROCESSES for server in ("amqp", "mongodb")} <= given
    assert given | {"master_key", "mongodb_keyfile"} == set(compose["secrets"])


def test_every_setting_is_known_to_the_code(compose: dict[str, Any]) -> None:
    for name, program in programs(compose).items():
        unknown = set(program["environment"]) - KNOWN_SETTINGS

        assert not unknown, f"{name} is told {unknown}, which nothing reads"


def test_no_program_may_write_to_its_root_or_gain_rights(compose: dict[str, Any]) -> None:
    for program in programs(compose).values():
        assert program["read_only"] is True
        assert program["cap_drop"] == ["ALL"]
        assert program["security_opt"] == ["no-new-privileges:true"]


def test_broker_and_database_are_reached_from_inside_only(compose: dict[str, Any]) -> None:
    for server in _OF_SERVERS:
        assert compose["services"][server]["networks"] == ["inside"]
        assert "ports" not in compose["services"][server]
    assert compose["networks"]["inside"] == {"internal": True}


def test_measures_are_seen_from_inside_and_dashboards_on_this_host_alone(compose: dict[str, Any]) -> None:
    assert compose["services"]["prometheus"]["networks"] == ["inside"]
    assert "ports" not in compose["services"]["prometheus"]
    assert compose["services"]["grafana"]["ports"] == ["${GRAFANA_ADDRESS:-127.0.0.1:3000}:3000"]
    assert all(compose["services"][name]["profiles"] == ["observability"] for name in _WATCHERS)
    assert not [
        port for program in programs(compose).values() for port in program.get("ports", ()) if "9090" in port
    ]
