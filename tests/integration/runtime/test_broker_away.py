"""Whatever happens to the broker, consuming goes on by itself, and nothing is lost or done twice."""

import time
from urllib.parse import quote

import requests

from infra.local.stack import LocalStack
from tests.integration.runtime.desk import Desk
from tests.integration.runtime.load import Load, wait_for_all
from tests.support.processes import ServiceUnderTest, wait_until


def test_a_restarted_broker_is_found_again(
    prepared: LocalStack, desk: Desk, counting: ServiceUnderTest
) -> None:
    with Load(prepared) as load:
        wait_until(lambda: desk.counted() > 50, 30, "traffic")
        prepared.restart_broker()
        back_at = time.monotonic()
        desk.reconnect()
        counting.wait_ready()
        assert time.monotonic() - back_at < 20
        before = desk.counted()
        wait_until(lambda: desk.counted() > before + 50, 20, "traffic again")

    wait_for_all(desk, load.sent)
    assert counting.exit_code() is None


def test_cut_connections_are_made_anew(prepared: LocalStack, desk: Desk, counting: ServiceUnderTest) -> None:
    with Load(prepared) as load:
        for part in ("consuming", "publishing", "consuming", "publishing", "consuming", ""):
            before = desk.counted()
            wait_until(lambda before=before: desk.counted() > before + 30, 30, "traffic")  # type: ignore[misc]
            wait_until(lambda part=part: cut(prepared, f"{part}") > 0, 30, "something to cut")  # type: ignore[misc]

    wait_for_all(desk, load.sent)
    counting.wait_ready()
    assert counting.exit_code() is None


def cut(stack: LocalStack, part: str) -> int:
    """Close the service's connections for that part; how many."""
    api = f"{stack.management_url}/api/connections"
    found = [
        connection["name"]
        for connection in requests.get(api, timeout=10).json()
        if "logistics" in (name := connection.get("client_properties", {}).get("connection_name", ""))
        and part in name
    ]
    for name in found:
        requests.delete(f"{api}/{quote(name, safe='')}", timeout=10)
    return len(found)
