"""Many cases in one request, beside as many requests of one case."""

import json

from tests.performance import coulisse
from tests.performance.figures import Notes, at_least
from tests.performance.house import Measured
from tests.performance.load import Load, request, send_all
from tests.performance.orders import order
from tests.performance.plan import Plan

PATH = "/v1/cases/bulk"
_LINES = 500
_CONNECTIONS = 4


def measure(platform: Measured, plan: Plan, notes: Notes) -> None:
    """Raises RuntimeError where the gateway takes no bulk, or not every line of it."""
    bodies = [order(number) for number in range(plan.bulk_cases)]
    with platform.standing_still():
        single = coulisse.accept(platform, bodies[: plan.requests], "single")
        with platform.consuming() as consumed:
            load = _sent(platform, [bodies[n : n + _LINES] for n in range(0, len(bodies), _LINES)])
    rate = len(bodies) / load.seconds
    what = f"cases stored durably by {PATH}, up to {_LINES} a request, {_CONNECTIONS} connections"
    notes.add("bulk_per_s", rate, "1/s", what)
    cost = consumed.seconds["gateway"] * 1000 / len(bodies)
    notes.add("bulk_cpu_ms", cost, "ms", "processor time of the gateway for one case of a bulk")
    notes.add(
        "bulk_ratio", rate / single.per_second, "x", "against one request a case, 32 connections", at_least(2)
    )


def _sent(platform: Measured, parts: list[list[dict[str, object]]]) -> Load:
    prepared = []
    for number, part in enumerate(parts):
        headers = {
            **platform.authorization,
            "Content-Type": "application/x-ndjson",
            "Idempotency-Key": f"bulk-{number}",
        }
        lines = b"\n".join(json.dumps(body).encode() for body in part)
        prepared.append(request(PATH, lines, headers))
    load = send_all(platform.url, prepared, connections=_CONNECTIONS, keep_bodies=True)
    if set(load.statuses) != {200}:
        raise RuntimeError(f"POST {PATH} answers {load.statuses}: {load.bodies[0][:200]!r}")
    answers = [json.loads(line) for body in load.bodies for line in body.splitlines()]
    refused = [answer for answer in answers if answer["status"] != 202]
    if refused or len(answers) != sum(len(part) for part in parts):
        raise RuntimeError(f"{len(answers)} lines were answered, {len(refused)} refused: {refused[:1]}")
    return load
