"""A client's minute: counted in every process, shared between them, said in every answer."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from gateway.access.callers import Budget, Caller
from gateway.access.limits import COLLECTION, Limits
from gateway.refusing.problems import Problem
from tests.integration.gateway.conftest import Desk


class Clock:
    # Far ahead, since what is old is removed.
    now = datetime(2126, 3, 31, 10, 0, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def process(desk: Desk, clock: Clock) -> Callable[[], Limits]:
    """A further process of the gateway."""
    return lambda: Limits(desk.house.own[COLLECTION], reads=10, writes=3, seconds=3, clock=clock)


def caller(client: str = "shop", **budget: int) -> Caller:
    return Caller("k", "acme", client, "integrator", frozenset(), budget=Budget(**budget))


def taken(limits: Limits, who: Caller, kind: str = "writes") -> int:
    """How many requests are let in before one is refused."""
    for number in range(100):
        try:
            limits.take(who, "writes" if kind == "writes" else "reads")
        except Problem:
            return number
    return 100


def test_a_client_that_has_used_its_budget_is_told_when_to_come_back(process: Callable[[], Limits]) -> None:
    limits = process()
    assert taken(limits, caller()) == 3

    with pytest.raises(Problem) as caught:
        limits.take(caller(), "writes")

    assert (caught.value.status, caught.value.headers["Retry-After"]) == (429, "40")
    assert caught.value.headers["RateLimit"] == '"writes";r=0;t=40'
    assert caught.value.headers["RateLimit-Policy"] == '"writes";q=3;w=60'


def test_reads_writes_and_clients_have_budgets_of_their_own(process: Callable[[], Limits]) -> None:
    limits = process()
    assert taken(limits, caller()) == 3

    assert taken(limits, caller(), "reads") == 10
    assert taken(limits, caller("erp")) == 3


def test_a_key_can_have_a_budget_of_its_own(process: Callable[[], Limits]) -> None:
    assert taken(process(), caller(writes=7)) == 7


def test_the_next_minute_brings_a_new_budget(process: Callable[[], Limits], clock: Clock) -> None:
    limits = process()
    taken(limits, caller())

    clock.now = datetime(2126, 3, 31, 10, 1, 0, tzinfo=UTC)

    assert taken(limits, caller()) == 3


def test_processes_count_together(process: Callable[[], Limits]) -> None:
    one, other = process(), process()
    one.take(caller(), "writes")
    other.take(caller(), "writes")
    one.share()
    other.share()

    assert taken(other, caller()) == 1


def test_sharing_twice_counts_once(process: Callable[[], Limits]) -> None:
    one = process()
    one.take(caller(), "writes")
    one.share()
    one.share()

    assert taken(one, caller()) == 2


def test_every_answer_says_what_is_left(desk: Desk) -> None:
    first, second = desk.get("/v1/cases"), desk.get("/v1/nowhere/else")

    assert first.headers["RateLimit-Policy"] == '"reads";q=60000;w=60'
    assert first.headers["RateLimit"].startswith('"reads";r=5999')
    assert "RateLimit" not in second.headers


def test_a_refused_request_is_a_problem_in_the_readers_language(desk: Desk) -> None:
    key = desk.post("/v1/api-keys", {"client": "little", "budget": {"reads": 1}}).get_json()["key"]
    assert desk.get("/v1/cases", key=key).status_code == 200

    answer = desk.get("/v1/cases", key=key, headers={"Accept-Language": "fr"})

    assert (answer.status_code, answer.get_json()["code"]) == (429, "too_many_requests")
    assert (answer.headers["Content-Language"], answer.get_json()["title"]) == ("fr", "Trop de requêtes")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
