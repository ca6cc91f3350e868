"""What Coulisse itself does, measured through its own door."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from infra.process_names import SERVICES
from tests.performance.consumption import Consumed
from tests.performance.house import TENANT, Measured
from tests.performance.load import Load, request, send_all
from tests.performance.orders import ARTICLES, HOT_ARTICLE, order, pdf, submissions
from tests.support.processes import wait_until

CONNECTIONS = 32
_MOST_TRIES = 5
LEAST_PER_SECOND = 10
"""A backlog that is worked off more slowly than this stands still, or as good as."""


@dataclass(frozen=True, slots=True)
class Drained:
    """A backlog worked off. seconds: until the last case was closed; accepted: the load that brought the cases in;
    batches: messages that a commit held on average, by service."""

    cases: int
    seconds: float
    accepted: Load
    consumed: Consumed
    batches: dict[str, float]

    @property
    def per_second(self) -> float:
        return self.cases / self.seconds


def fill_stock(platform: Measured) -> None:
    """So much of every article that nothing runs out, received through the API."""
    articles = [*ARTICLES, HOT_ARTICLE]
    body = {
        "warehouse": "main",
        "reference": "opening stock",
        "lines": [{"article": article, "quantity": 1_000_000} for article in articles],
    }
    response = requests.post(
        f"{platform.url}/v1/goods-receipts",
        json=body,
        headers={**platform.authorization, "Idempotency-Key": "opening"},
        timeout=30,
    )
    response.raise_for_status()
    items = platform.mongo["coulisse_logistics"].stock_items
    wait_until(
        lambda: items.count_documents({"tenant": TENANT}) >= len(articles), 30, "the opening stock received"
    )


def drain(
    platform: Measured,
    bodies: Sequence[dict[str, Any]],
    run: str,
    watch: Callable[[int], None] = lambda _closed: None,
) -> Drained:
    """Accept all cases while the services stand still, then let them go and wait until all are closed.

    `watch(closed)` is called about four times a second.
    """
    before = platform.closed_cases()
    with platform.standing_still():
        accepted = hand_over(platform, bodies, run)
    begun, started = datetime.now(UTC), time.perf_counter()
    with platform.consuming() as consumed:
        await_closed(platform, before + len(bodies), watch)
        seconds = time.perf_counter() - started
    return Drained(len(bodies), seconds, accepted, consumed, batches(platform, begun))


def accept(platform: Measured, bodies: Sequence[dict[str, Any]], run: str, url: str = "") -> Load:
    """Hand all cases over, at another door where a url is given; raises RuntimeError unless every one is accepted."""
    load = send_all(url or platform.url, submissions(platform.key, bodies, run), connections=CONNECTIONS)
    if set(load.statuses) != {202}:
        raise RuntimeError(f"not every case was accepted: {load.statuses}")
    return load


def hand_over(platform: Measured, bodies: Sequence[dict[str, Any]], run: str) -> Load:
    """As accept, but what was answered 503 is sent again under its key, as a client of a busy platform does."""
    requests = submissions(platform.key, bodies, run)
    load = send_all(platform.url, requests, connections=CONNECTIONS)
    again = load
    for _ in range(_MOST_TRIES):
        if set(again.statuses) <= {202}:
            return load
        again = send_all(platform.url, requests, connections=CONNECTIONS // 4)
    raise RuntimeError(f"not every case was accepted: {again.statuses}")


def await_closed(
    platform: Measured, wanted: int, watch: Callable[[int], None] = lambda _closed: None
) -> None:
    """Until so many cases are closed; raises RuntimeError when it takes far too long."""
    missing = wanted - platform.closed_cases()
    deadline = time.perf_counter() + 60 + missing / LEAST_PER_SECOND
    while (closed := platform.closed_cases()) < wanted:
        if time.perf_counter() > deadline:
            raise RuntimeError(f"{wanted - closed} of {missing} cases were not closed in time")
        watch(closed)
        time.sleep(0.25)


def await_quiet(platform: Measured) -> None:
    """Until nothing is under way any more: every case that was ever accepted is closed, and its closure told."""
    accepted = platform.mongo["coulisse_gateway"].requests.count_documents({"case": {"$exists": True}})
    await_closed(platform, accepted)
    events = platform.mongo["coulisse_notifications"].events
    told = {"tenant": TENANT, "type": "case.closed"}
    wait_until(lambda: events.count_documents(told) >= accepted, 120, "every closure told")


def batches(platform: Measured, since: datetime) -> dict[str, float]:
    """How many messages a commit held on average since then, by service: what its inbox says."""
    mean: list[dict[str, Any]] = [
        {"$match": {"at": {"$gte": since}}},
        {"$group": {"_id": None, "mean": {"$avg": {"$size": "$ids"}}}},
    ]
    found = {}
    for service in SERVICES:
        for row in platform.mongo[f"coulisse_{service}"].inbox.aggregate(mean):
            found[service] = float(row["mean"])
    return found


def upload(platform: Measured, count: int) -> list[str]:
    """As many PDFs as that, each of its own; their document ids in no particular order."""
    headers = {**platform.authorization, "Content-Type": "application/pdf"}
    uploads = [request("/v1/documents", pdf(number), headers) for number in range(count)]
    load = send_all(platform.url, uploads, connections=8, keep_bodies=True)
    if set(load.statuses) != {201}:
        raise RuntimeError(f"not every document was taken: {load.statuses}")
    return [json.loads(body)["id"] for body in load.bodies]


def paced(
    platform: Measured, bodies: Sequence[dict[str, Any]], run: str, per_second: float
) -> dict[str, float]:
    """Hand cases over at an even pace, whatever becomes of them, and wait until each is closed.

    Milliseconds from sending to closure by case, in the order of sending.
    """
    session, sent = requests.Session(), {}
    started = time.perf_counter()
    for number, body in enumerate(bodies):
        time.sleep(max(0.0, started + number / per_second - time.perf_counter()))
        at = datetime.now(UTC)
        response = session.post(
            f"{platform.url}/v1/cases",
            json=body,
            headers={**platform.authorization, "Idempotency-Key": f"{run}-{number}"},
            timeout=20,
        )
        response.raise_for_status()
        sent[response.json()["id"]] = at
    ended = _endings(platform, list(sent), 60 + len(bodies) / LEAST_PER_SECOND)
    return {case: (ended[case] - at).total_seconds() * 1000 for case, at in sent.items()}


def _endings(platform: Measured, ids: list[str], within: float) -> dict[str, datetime]:
    cases = platform.mongo["coulisse_intake"].cases
    closed = {"_id": {"$in": ids}, "status": "closed"}
    wait_until(lambda: cases.count_documents(closed) == len(ids), within, "every paced case closed")
    return {case["_id"]: case["ended_at"] for case in cases.find(closed, {"ended_at": 1})}


def idle_latencies(platform: Measured, count: int, run: str = "idle") -> list[float]:
    """Milliseconds from the moment a case is sent until it is stored as closed, one case after the other, sorted."""
    session = requests.Session()
    cases = platform.mongo["coulisse_intake"].cases
    latencies = []
    for number in range(count):
        started = time.perf_counter()
        response = session.post(
            f"{platform.url}/v1/cases",
            json=order(number),
            headers={**platform.authorization, "Idempotency-Key": f"{run}-{number}"},
            timeout=10,
        )
        case = response.json()["id"]
        while cases.find_one({"_id": case, "status": "closed"}, {"_id": 1}) is None:
            if time.perf_counter() - started > 20:
                raise RuntimeError(f"{case} did not close in 20 s on an idle platform")
            time.sleep(0.002)
        latencies.append((time.perf_counter() - started) * 1000)
    return sorted(latencies)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that this share (0 to 1) of the ordered values stays within."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
