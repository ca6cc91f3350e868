"""A process that dies between any two steps of a batch's life loses nothing and does nothing twice."""

from pathlib import Path

import pytest

from infra.local.stack import LocalStack
from tests.integration.runtime.desk import Desk, reserve
from tests.support.processes import ServiceUnderTest, wait_until

MODULE = "tests.support.counting.service"
COUNT = 60


@pytest.mark.parametrize(
    "failpoint", ["before_commit", "after_commit", "after_publish", "after_confirm", "before_acknowledge"]
)
@pytest.mark.parametrize("time", [1, 3])
def test_a_crash_at_any_step_changes_nothing_about_the_result(
    clean_stack: LocalStack, desk: Desk, failpoint: str, time: int
) -> None:
    desk.send([reserve(number) for number in range(COUNT)])

    with ServiceUnderTest(clean_stack, MODULE, COULISSE_FAILPOINT=f"{failpoint}:{time}") as service:
        assert service.process.wait(30) == 137
        service.start(COULISSE_FAILPOINT="")
        wait_until(lambda: desk.tally()["count"] >= COUNT, 20, "all messages counted")
        told = {}
        wait_until(
            lambda: told.update({d.envelope.id: d for d in desk.told()}) or len(told) == COUNT,  # type: ignore[func-returns-value]
            20,
            "all answers told",
        )
        wait_until(lambda: desk.database.outbox.count_documents({}) == 0, 20, "the outbox empty")
        assert service.terminate() == 0

    assert desk.tally()["count"] == COUNT
    assert desk.database.facts.count_documents({}) == COUNT
    assert {d.envelope.subject for d in told.values()} == {f"case_{n:04d}" for n in range(COUNT)}


def test_effects_survive_a_kill_and_report_once(clean_stack: LocalStack, desk: Desk, tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    desk.send([reserve(number, "effect") for number in range(COUNT)])

    with ServiceUnderTest(clean_stack, MODULE, COUNTING_FILE=str(lines)) as service:
        wait_until(lambda: lines.exists() and lines.stat().st_size > 0, 20, "the first effect done")
        service.kill()
        service.start()
        wait_until(lambda: desk.tally().get("effects_done", 0) >= COUNT, 60, "all effects reported")
        assert service.terminate() == 0

    done = [line.split() for line in lines.read_text().splitlines()]
    assert desk.tally()["effects_done"] == COUNT
    assert len({case for case, _ in done}) == COUNT
    assert len({effect for _, effect in done}) == COUNT
