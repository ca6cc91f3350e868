"""What is asked of the outside world is tried as often as its schedule says, and reported once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.stack import LocalStack
from tests.integration.runtime.desk import Desk, reserve
from tests.support.errands.service import ATTEMPTS
from tests.support.processes import ServiceUnderTest, wait_until

ERRANDS = "tests.support.errands.service"


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """While this file exists, some partners are away."""
    return tmp_path_factory.mktemp("partners") / "away"


@pytest.fixture(scope="module")
def errands(prepared: LocalStack, away: Path) -> Iterator[ServiceUnderTest]:
    settings = {"ERRANDS_AWAY": str(away), "EFFECT_BREAKER_SECONDS": "2", "EFFECT_THREADS": "6"}
    with ServiceUnderTest(prepared, ERRANDS, **settings) as service:
        service.wait_ready()
        yield service
        if service.exit_code() is None:
            assert service.terminate() == 0


pytestmark = pytest.mark.usefixtures("errands")


def told(desk: Desk) -> list[tuple[str, str]]:
    return sorted((report["case"], report["told"]) for report in desk.database.reports.find())


def tried(desk: Desk, number: int) -> int:
    return desk.database.tries.count_documents({"case": f"case_{number:04d}"})


def effect(desk: Desk, number: int) -> dict[str, object]:
    return desk.database.effects.find_one({"_id": f"errand-case_{number:04d}"}) or {}


def outcomes(desk: Desk, number: int) -> list[str]:
    document = desk.database.effects.find_one({"_id": f"errand-case_{number:04d}"}) or {"attempts": []}
    return [attempt["outcome"] for attempt in document["attempts"]]


@pytest.mark.parametrize(
    ("behaviour", "report", "attempts"),
    [
        ("fine", "done", ["done"]),
        ("raises once", "done", ["failed", "done"]),
        ("again", "done", ["failed", "done"]),
        ("gives up", "given up", ["given_up"]),
        ("never", "exhausted", ["failed"] * (ATTEMPTS - 1) + ["exhausted"]),
    ],
)
def test_an_effect_ends_in_one_report(desk: Desk, behaviour: str, report: str, attempts: list[str]) -> None:
    desk.send([reserve(1, behaviour, warehouse=behaviour)])

    wait_until(lambda: told(desk) == [("case_0001", report)], 20, report)

    assert outcomes(desk, 1) == attempts
    assert tried(desk, 1) == len(attempts)
    wait_until(lambda: desk.database.outbox.count_documents({}) == 0, 20, "the outbox empty")


def test_an_effect_asked_for_again_is_done_again_under_its_id(desk: Desk) -> None:
    desk.send([reserve(1, "fine")])
    wait_until(lambda: len(told(desk)) == 1, 20, "done")

    desk.send([reserve(1, "fine")])

    wait_until(lambda: told(desk) == [("case_0001", "done")] * 2, 20, "done again")
    assert desk.database.tries.distinct("effect") == ["errand-case_0001"]
    assert outcomes(desk, 1) == ["done", "done"]


def test_an_effect_withdrawn_before_it_began_is_never_done(desk: Desk) -> None:
    desk.send([reserve(1, "later"), reserve(2, "fine")])
    wait_until(lambda: len(told(desk)) == 1 and effect(desk, 1).get("state") == "due", 20, "asked for")

    desk.send([reserve(1, "withdraw")])

    wait_until(lambda: effect(desk, 1).get("state") == "withdrawn", 20, "withdrawn")
    assert tried(desk, 1) == 0


def test_what_a_hanging_worker_holds_is_leased_again(desk: Desk) -> None:
    desk.send([reserve(1, "hangs once", warehouse="slow"), reserve(2, "fine")])

    wait_until(lambda: told(desk) == [("case_0001", "done"), ("case_0002", "done")], 60, "both done")

    assert outcomes(desk, 1) == ["lease_expired", "done"]


def test_a_partner_that_keeps_failing_is_left_alone_and_found_again(desk: Desk, away: Path) -> None:
    count = 8
    away.touch()
    try:
        desk.send([reserve(n, "visit: away", warehouse="far") for n in range(count)])
        wait_until(lambda: desk.database.tries.count_documents({}) >= 5, 20, "the partner tried")
        desk.send([reserve(100, "fine", warehouse="near")])
        wait_until(lambda: ("case_0100", "done") in told(desk), 10, "another partner served meanwhile")
        assert desk.database.tries.count_documents({"case": {"$ne": "case_0100"}}) < 3 * count
    finally:
        away.unlink()

    wait_until(lambda: len(told(desk)) == count + 1, 30, "all visits made")
    assert {what for _, what in told(desk)} == {"done"}


def test_a_hanging_destination_starves_no_other(desk: Desk) -> None:
    """More due effects of one destination than the worker looks at in one go."""
    desk.send([reserve(n, "visit: hangs", warehouse="stuck") for n in range(600)])
    wait_until(lambda: desk.database.effects.count_documents({}) == 600, 30, "all asked for")

    desk.send([reserve(n, "fine", warehouse="well") for n in range(1000, 1020)])

    wait_until(lambda: len(told(desk)) == 20, 20, "the healthy destination served")
    assert {what for _, what in told(desk)} == {"done"}


def test_an_effect_that_kills_its_worker_each_time_is_given_up(prepared: LocalStack, desk: Desk) -> None:
    desk.send([reserve(1, "dies", warehouse="deadly"), reserve(2, "dies once", warehouse="risky")])
    with ServiceUnderTest(prepared, ERRANDS) as service:

        def restarted_until(reports: int) -> bool:
            if service.exit_code() is not None:
                service.start()
            return len(told(desk)) == reports

        wait_until(lambda: restarted_until(2), 120, "the deadly one given up, its neighbour done")

    assert sorted(told(desk)) == [("case_0001", "exhausted"), ("case_0002", "done")]
    assert tried(desk, 1) in (ATTEMPTS, ATTEMPTS + 1)  # the first loss counts for none of those in hand
