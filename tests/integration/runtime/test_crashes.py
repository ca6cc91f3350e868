"""A process that dies between any two steps of a batch's life loses nothing and does nothing twice."""

from pathlib import Path

import pytest

from infra.local.stack import LocalStack
from shared.contracts.codec import Decoded
from tests.integration.runtime.conftest import COUNTING
from tests.integration.runtime.desk import Desk, reserve
from tests.support.processes import ServiceUnderTest, wait_until

COUNT = 400


def all_told(desk: Desk, told: dict[str, Decoded], count: int) -> bool:
    told.update({decoded.envelope.id: decoded for decoded in desk.told()})
    return len(told) >= count


@pytest.mark.parametrize(
    "failpoint", ["before_commit", "after_commit", "after_publish", "after_confirm", "before_acknowledge"]
)
def test_a_crash_at_any_step_changes_nothing_about_the_result(
    prepared: LocalStack, desk: Desk, failpoint: str
) -> None:
    desk.send([reserve(number) for number in range(COUNT)])
    told: dict[str, Decoded] = {}

    with ServiceUnderTest(prepared, COUNTING, COULISSE_FAILPOINT=f"{failpoint}:1") as service:
        assert service.process.wait(40) == 137
        service.start(COULISSE_FAILPOINT=f"{failpoint}:2")
        assert service.process.wait(40) == 137
        service.start(COULISSE_FAILPOINT="")
        wait_until(lambda: desk.counted() >= COUNT, 40, "all messages counted")
        wait_until(lambda: all_told(desk, told, COUNT), 40, "all answers told")
        wait_until(lambda: desk.database.outbox.count_documents({}) == 0, 40, "the outbox empty")

    assert desk.counted() == COUNT
    assert desk.database.facts.count_documents({}) == COUNT
    assert len(told) == COUNT
    assert {d.envelope.subject for d in told.values()} == {f"case_{n:04d}" for n in range(COUNT)}


def test_effects_survive_a_kill_and_report_once(prepared: LocalStack, desk: Desk, tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    count = 60
    desk.send([reserve(number, "effect") for number in range(count)])

    with ServiceUnderTest(prepared, COUNTING, COUNTING_FILE=str(lines)) as service:
        wait_until(lambda: lines.exists() and lines.stat().st_size > 0, 40, "the first effect done")
        service.kill()
        service.start()
        wait_until(lambda: desk.tally().get("effects_done", 0) >= count, 60, "all effects reported")

    done = [line.split() for line in lines.read_text().splitlines()]
    assert desk.tally()["effects_done"] == count
    assert len({case for case, _ in done}) == count
    assert len({effect for _, effect in done}) == count
