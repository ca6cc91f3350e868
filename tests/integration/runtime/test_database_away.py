"""While the database is away consuming pauses: no attempt is counted, nothing is lost or done twice."""

from pymongo.errors import AutoReconnect, NotPrimaryError, OperationFailure

from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
from tests.integration.runtime.desk import Desk
from tests.integration.runtime.load import Load, wait_for_all
from tests.support.processes import ServiceUnderTest, wait_until

AWAY = "the database is away"

_BUSY = {24, 50, 262}
"""LockTimeout, MaxTimeMSExpired, ExceededTimeLimit: writes in hand kept the primary from stepping down in time."""


def test_a_primary_that_steps_down_is_waited_for(
    prepared: LocalStack, desk: Desk, counting: ServiceUnderTest
) -> None:
    with Load(prepared) as load:
        wait_until(lambda: desk.counted() > 50, 30, "traffic")
        _step_down(prepared, seconds=15)  # the service itself waits 5 s for a primary before it says so
        wait_until(lambda: AWAY in counting.reasons(), 30, "readiness says why")
        wait_until(lambda: not counting.reasons(), 40, "readiness again")
        before = desk.counted()
        wait_until(lambda: desk.counted() > before + 50, 30, "traffic again")

    wait_for_all(desk, load.sent)
    assert counting.exit_code() is None


def _step_down(stack: LocalStack, seconds: int) -> None:
    def stepped_down() -> bool:
        try:
            client.admin.command("replSetStepDown", seconds, force=True)
        except NotPrimaryError:
            return True
        except AutoReconnect:
            return False  # asked again, it says whether it had stepped down
        except OperationFailure as error:
            if error.code not in _BUSY:
                raise
            return False
        return True

    with connect(stack.mongodb_admin_url) as client:
        wait_until(stepped_down, 30, "the primary steps down")


def test_a_stopped_database_is_waited_for(
    prepared: LocalStack, desk: Desk, counting: ServiceUnderTest
) -> None:
    with Load(prepared) as load:
        wait_until(lambda: desk.counted() > 50, 30, "traffic")
        prepared.database.stop()
        wait_until(lambda: AWAY in counting.reasons(), 30, "readiness says why")
        waiting = desk.waiting()
        wait_until(lambda: desk.waiting() > waiting, 20, "messages wait on the broker")
        assert desk.on_the_ladder() == 0
        prepared.database.start()
        wait_until(lambda: not counting.reasons(), 40, "readiness again")

    wait_for_all(desk, load.sent)
    assert counting.exit_code() is None
