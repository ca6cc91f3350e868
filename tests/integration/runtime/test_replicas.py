"""Replicas of a service share its partitions evenly within seconds, whoever comes, goes or dies; nothing is lost or
done twice by it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest
import requests

from infra.local.stack import LocalStack
from shared.contracts.message import PARTITIONS, partition_of
from shared.contracts.topology import queues_of
from tests.integration.runtime.conftest import COUNTING
from tests.integration.runtime.desk import Desk, reserve
from tests.support.processes import ServiceUnderTest, wait_until

_WITHIN = 60.0


def _warehouses() -> list[str]:
    """One in each partition."""
    found: dict[int, str] = {}
    for number in range(100):
        found.setdefault(partition_of("acme", reserve(0, warehouse=f"w{number}")), f"w{number}")
    return [found[partition] for partition in range(PARTITIONS)]


WAREHOUSES = _warehouses()


class Replicas:
    """Several processes of the counting service."""

    def __init__(self, stack: LocalStack, ended_by: ExitStack) -> None:
        self._stack = stack
        self._ended_by = ended_by
        self.running: list[ServiceUnderTest] = []

    def grow(self, to: int) -> None:
        new = [
            self._ended_by.enter_context(ServiceUnderTest(self._stack, COUNTING))
            for _ in range(to - len(self.running))
        ]
        self.running += new
        for replica in new:
            replica.wait_ready(_WITHIN)

    def served(self) -> Counter[str]:
        """How many of the service's partitioned queues each process is served from, by process id."""
        answer = requests.get(f"{self._stack.management_url}/api/consumers/coulisse", timeout=10)
        answer.raise_for_status()
        ours = [
            consumer for consumer in answer.json() if consumer["queue"]["name"] in queues_of("logistics")[:-1]
        ]
        return Counter(
            consumer["consumer_tag"].split()[1].rsplit(":", 1)[1]
            for consumer in ours
            if consumer["activity_status"] == "single_active"
        )

    def wait_for(self, shares: Sequence[int]) -> None:
        pids = {str(replica.process.pid) for replica in self.running}

        def shared() -> bool:
            served = self.served()
            return sorted(served.values()) == sorted(shares) and set(served) <= pids

        wait_until(shared, _WITHIN, lambda: f"queues shared as {shares}: {self.served()}")


@pytest.fixture
def replicas(prepared: LocalStack) -> Iterator[Replicas]:
    with ExitStack() as ended_by:
        yield Replicas(prepared, ended_by)


def _send(desk: Desk, first: int, count: int) -> None:
    desk.send(
        [reserve(n, warehouse=WAREHOUSES[n % len(WAREHOUSES)]) for n in range(first, first + count)],
    )


def _all_counted_once(desk: Desk, count: int) -> None:
    wait_until(lambda: desk.database.facts.count_documents({}) >= count, _WITHIN, f"{count} counted")
    wait_until(lambda: desk.database.outbox.count_documents({}) == 0, _WITHIN, "the outbox empty")
    tallies = list(desk.database.tallies.find())
    assert sum(tally["count"] for tally in tallies) == count
    assert desk.database.facts.count_documents({}) == count
    assert desk.failed() == []


def test_replicas_share_evenly_as_they_come_and_go(replicas: Replicas, desk: Desk) -> None:
    replicas.grow(to=1)
    replicas.wait_for([8])
    replicas.grow(to=2)
    replicas.wait_for([4, 4])
    replicas.grow(to=4)
    replicas.wait_for([2, 2, 2, 2])

    _send(desk, 0, 200)
    _all_counted_once(desk, 200)
    assert replicas.running.pop().terminate() == 0
    replicas.wait_for([2, 2, 4])


def test_a_killed_replicas_share_goes_to_the_others_with_nothing_lost_or_doubled(
    replicas: Replicas, desk: Desk
) -> None:
    replicas.grow(to=2)
    replicas.wait_for([4, 4])

    _send(desk, 0, 1_000)
    wait_until(lambda: desk.database.facts.count_documents({}) > 50, _WITHIN, "some counted")
    replicas.running.pop().kill()

    _all_counted_once(desk, 1_000)
    replicas.wait_for([8])


def test_work_goes_on_while_replicas_join(replicas: Replicas, desk: Desk) -> None:
    replicas.grow(to=1)
    replicas.wait_for([8])

    _send(desk, 0, 1_500)
    replicas.grow(to=3)

    _all_counted_once(desk, 1_500)
    replicas.wait_for([2, 2, 4])
