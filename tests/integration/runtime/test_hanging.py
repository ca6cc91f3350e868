"""A process whose engine hangs says so and ends, so that its supervisor starts a fresh one."""

from infra.local.stack import LocalStack
from tests.integration.runtime.conftest import COUNTING
from tests.integration.runtime.desk import Desk, reserve
from tests.support.processes import ServiceUnderTest, wait_until


def test_a_process_whose_engine_hangs_ends(prepared: LocalStack, desk: Desk) -> None:
    with ServiceUnderTest(prepared, COUNTING, ENGINE_SILENT_SECONDS="5") as service:
        service.wait_ready()

        desk.send([reserve(0, article="hang")])

        wait_until(lambda: service.exit_code() is not None, 60, f"ended; see {service.log}")
        assert service.exit_code() != 0
        assert "the engine has not turned for" in service.log.read_text()
