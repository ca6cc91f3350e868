"""What Coulisse itself does in a second, measured through its own door."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import requests

from infra.local.house import clone
from tests.performance.house import TENANT, Measured
from tests.performance.load import Load, request, send_all
from tests.performance.orders import ARTICLES, order, pdf, submissions
from tests.support.processes import free_port, wait_until

CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Drained:
    """A backlog worked off: cases per second from accepted to closed, and the load that brought them in."""

    cases: int
    seconds: float
    accepted: Load

    @property
    def per_second(self) -> float:
        return self.cases / self.seconds


def fill_stock(platform: Measured) -> None:
    """So much of every article that nothing runs out, received through the API."""
    body = {
        "warehouse": "main",
        "reference": "opening stock",
        "lines": [{"article": article, "quantity": 1_000_000} for article in ARTICLES],
    }
    response = requests.post(
        f"{platform.house.gateway_url}/v1/goods-receipts",
        json=body,
        headers={"Authorization": f"Bearer {platform.key}", "Idempotency-Key": "opening"},
        timeout=30,
    )
    response.raise_for_status()
    items = platform.mongo["coulisse_logistics"].stock_items
    wait_until(
        lambda: items.count_documents({"tenant": TENANT}) >= len(ARTICLES), 30, "the opening stock received"
    )


def drain(
    platform: Measured, bodies: list[dict[str, Any]], run: str, watch: Callable[[int], None]
) -> Drained:
    """Accept all cases while the services stand still, then let them go and wait until all are closed.

    `watch(closed)` is called about four times a second.
    """
    before = platform.count(status="closed")
    with platform.standing_still():
        accepted = send_all(
            platform.house.gateway_url, submissions(platform.key, bodies, run), connections=CONNECTIONS
        )
        if set(accepted.statuses) != {202}:
            raise RuntimeError(f"not every case was accepted: {accepted.statuses}")
    started = time.perf_counter()
    deadline = started + 60 + len(bodies) / 20
    while (closed := platform.count(status="closed") - before) < len(bodies):
        if time.perf_counter() > deadline:
            raise RuntimeError(f"{closed} of {len(bodies)} cases closed in time")
        watch(closed)
        time.sleep(0.25)
    return Drained(len(bodies), time.perf_counter() - started, accepted)


def upload(platform: Measured, count: int) -> list[str]:
    """As many PDFs as that, each of its own; their document ids in no particular order."""
    headers = {"Authorization": f"Bearer {platform.key}", "Content-Type": "application/pdf"}
    uploads = [request("/v1/documents", pdf(number), headers) for number in range(count)]
    load = send_all(platform.house.gateway_url, uploads, connections=8, keep_bodies=True)
    if set(load.statuses) != {201}:
        raise RuntimeError(f"not every document was taken: {load.statuses}")
    return [json.loads(body)["id"] for body in load.bodies]


def idle_latencies(platform: Measured, count: int) -> list[float]:
    """Milliseconds from the moment a case is sent until it is stored as closed, one case after the other, sorted."""
    session = requests.Session()
    headers = {"Authorization": f"Bearer {platform.key}"}
    cases = platform.mongo["coulisse_intake"].cases
    latencies = []
    for number in range(count):
        started = time.perf_counter()
        response = session.post(
            f"{platform.house.gateway_url}/v1/cases",
            json=order(number),
            headers={**headers, "Idempotency-Key": f"idle-{number}"},
            timeout=10,
        )
        case = response.json()["id"]
        while cases.find_one({"_id": case, "status": "closed"}, {"_id": 1}) is None:
            if time.perf_counter() - started > 20:
                raise RuntimeError(f"{case} did not close in 20 s on an idle platform")
            time.sleep(0.002)
        latencies.append((time.perf_counter() - started) * 1000)
    return sorted(latencies)


def accept(platform: Measured, count: int) -> tuple[Load, Load]:
    """The full path of accepting, and the same route with authentication and validation but nothing stored; half of
    each, in turns, with the services standing still."""
    with platform.standing_still(), _bare_gateway(platform) as bare:
        loads: list[list[Load]] = [[], []]
        for turn in range(4):
            bodies = [order(number) for number in range(count // 4)]
            for place, url in ((0, platform.house.gateway_url), (1, bare)):
                prepared = submissions(platform.key, bodies, f"accept-{turn}-{place}")
                loads[place].append(send_all(url, prepared, connections=CONNECTIONS))
    return _joined(loads[0]), _joined(loads[1])


def _joined(loads: list[Load]) -> Load:
    """Several runs as one; the median run gives the rate, so that one disturbed run does not."""
    rate = median(load.per_second for load in loads)
    latencies = sorted(latency for load in loads for latency in load.latencies_ms)
    statuses: dict[int, int] = {}
    for load in loads:
        for status, times in load.statuses.items():
            statuses[status] = statuses.get(status, 0) + times
    if set(statuses) != {202}:
        raise RuntimeError(f"not every case was accepted: {statuses}")
    return Load(len(latencies) / rate, latencies, statuses, [])


@contextmanager
def _bare_gateway(platform: Measured) -> Iterator[str]:
    """The same gateway, with as many workers, made by its factory with store=False."""
    bind = f"127.0.0.1:{free_port()}"
    account = platform.accounts["gateway"]
    process = subprocess.Popen(
        [
            str(clone() / ".venv/bin/gunicorn"),
            "-c",
            "gateway/gunicorn.conf.py",
            "gateway.app:create_app(store=False)",
        ],
        cwd=clone(),
        env={
            **os.environ,
            "MONGODB_URL": account.mongodb_url,
            "AMQP_URL": account.amqp_url,
            "COULISSE_MASTER_KEY_FILE": str(platform.house.master_key),
            "GATEWAY_BIND": bind,
            "CASE_TYPES_DIR": str(clone() / "tests/performance/case_types"),
            "GATEWAY_LOG_LEVEL": "WARNING",
        },
        stderr=sys.stderr,
    )
    try:
        wait_until(lambda: _answers(f"http://{bind}/healthz"), 20, "the bare gateway answering")
        yield f"http://{bind}"
    finally:
        process.terminate()
        process.wait(20)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        return False
