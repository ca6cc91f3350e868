"""What the gateway's workers count: together, on an address of their own, and never at the public one."""

import os
import signal
from collections.abc import Iterator

import psutil
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from gateway.settings import Settings
from tests.support.processes import free_port, wait_until
from tests.support.served_gateway import served

_REQUESTS = 60
_PATH = "/v1/problems"


@pytest.fixture
def ports(settings: Settings, emptied: None) -> Iterator[tuple[int, int]]:
    """Of the API and of the measures; two workers."""
    watching = free_port()
    with served(settings, GATEWAY_WORKERS="2", METRICS_BIND=f"127.0.0.1:{watching}") as public:
        yield public, watching


def told(port: int) -> float:
    """How many requests of that path every worker together has answered."""
    text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
    wanted = {"method": "GET", "route": _PATH, "status": "200"}
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "coulisse_gateway_requests_total" and sample.labels == wanted
    )


def _ask(public: int) -> None:
    for _ in range(_REQUESTS):
        assert requests.get(f"http://127.0.0.1:{public}{_PATH}", timeout=30).status_code == 200


def test_whichever_worker_is_asked_tells_the_sum_and_a_dead_one_still_counts(ports: tuple[int, int]) -> None:
    public, watching = ports
    _ask(public)

    assert {told(watching) for _ in range(10)} == {_REQUESTS}

    (arbiter,) = [one for one in psutil.Process().children() if "gunicorn" in one.cmdline()]
    victim = arbiter.children()[0]
    os.kill(victim.pid, signal.SIGKILL)
    wait_until(lambda: len(arbiter.children()) == 2 and victim not in arbiter.children(), 60, "a new worker")
    _ask(public)
    wait_until(lambda: told(watching) == 2 * _REQUESTS, 60, "both generations counted")


def test_measures_are_not_to_be_had_at_the_public_address(ports: tuple[int, int]) -> None:
    public, watching = ports

    assert requests.get(f"http://127.0.0.1:{public}/metrics", timeout=30).status_code == 404
    for probe in ("/livez", "/readyz", "/startupz"):
        assert requests.get(f"http://127.0.0.1:{watching}{probe}", timeout=30).status_code == 200
        assert requests.get(f"http://127.0.0.1:{public}{probe}", timeout=30).status_code == 200
