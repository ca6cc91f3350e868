"""Many cases in one request, beside as many requests of one case."""

import json
import time

import requests

from tests.performance import coulisse
from tests.performance.figures import Notes, at_least
from tests.performance.house import Measured
from tests.performance.orders import order
from tests.performance.plan import Plan

PATH = "/v1/cases/bulk"
_LINES = 1_000


def measure(platform: Measured, plan: Plan, notes: Notes) -> None:
    """Raises RuntimeError where the gateway takes no bulk."""
    bodies = [order(number) | {"reference": f"BULK-{number}"} for number in range(plan.bulk_cases)]
    with platform.standing_still():
        single = coulisse.accept(platform, bodies[: plan.requests], "single")
        before = _requested(platform)
        started = time.perf_counter()
        for start in range(0, len(bodies), _LINES):
            _send(platform, bodies[start : start + _LINES], start)
        while _requested(platform) - before < len(bodies):
            if time.perf_counter() > started + 120:
                raise RuntimeError("not every case of the bulk was stored in two minutes")
            time.sleep(0.05)
        rate = len(bodies) / (time.perf_counter() - started)
    notes.add("bulk_per_s", rate, "1/s", f"cases stored durably by {PATH}, {_LINES:,} a request, one client")
    notes.add(
        "bulk_ratio", rate / single.per_second, "x", "against one request a case, 32 connections", at_least(2)
    )


def _requested(platform: Measured) -> int:
    return platform.mongo["coulisse_gateway"].requests.count_documents({"case": {"$exists": True}})


def _send(platform: Measured, bodies: list[dict[str, object]], start: int) -> None:
    lines = b"\n".join(
        json.dumps(body | {"idempotency_key": f"bulk-{start + place}"}).encode()
        for place, body in enumerate(bodies)
    )
    response = requests.post(
        platform.url + PATH,
        data=lines,
        headers={
            **platform.authorization,
            "Content-Type": "application/x-ndjson",
            "Idempotency-Key": f"bulk-{start}",
        },
        timeout=120,
    )
    if not response.ok:
        raise RuntimeError(f"POST {PATH} answers {response.status_code}: {response.text[:200]}")
