"""A process that is given several addresses of the broker works as long as one of them answers."""

from infra.local.stack import LocalStack
from tests.integration.runtime.conftest import COUNTING
from tests.integration.runtime.desk import Desk, reserve
from tests.support.processes import ServiceUnderTest, free_port, wait_until


def test_a_process_finds_the_node_that_answers(prepared: LocalStack, desk: Desk) -> None:
    nobody = [f"amqp://intake:x@127.0.0.1:{free_port()}/coulisse" for _ in range(3)]
    listed = ",".join([*nobody, prepared.amqp_admin_url])

    with ServiceUnderTest(prepared, COUNTING, AMQP_URL=listed) as service:
        service.wait_ready()
        desk.send([reserve(number) for number in range(5)])
        wait_until(lambda: desk.counted() == 5, 60, "five counted")
        assert service.terminate() == 0
