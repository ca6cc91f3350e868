"""While the broker is short of memory a service waits, and goes on by itself when that is over."""

import requests

from infra.local.stack import LocalStack
from tests.integration.runtime.conftest import COUNTING
from tests.integration.runtime.desk import Desk, reserve
from tests.integration.runtime.load import wait_for_all
from tests.support.processes import ServiceUnderTest, wait_until

ALARM, NO_ALARM = "0.0001", "0.4"
TAKES_NOTHING = "the broker takes no messages"


def test_an_alarm_pauses_and_its_end_goes_on(prepared: LocalStack, desk: Desk) -> None:
    count = 1_000
    desk.send([reserve(n) for n in range(count)])
    prepared.broker.control("set_vm_memory_high_watermark", ALARM)
    try:
        wait_until(lambda: has_alarm(prepared), 20, "the alarm")
        with ServiceUnderTest(prepared, COUNTING) as service:
            wait_until(lambda: "broker.blocked" in service.log.read_text(), 40, "the alarm noticed")
            assert TAKES_NOTHING in service.reasons()
            held = desk.counted()
            assert held < count
            assert service.exit_code() is None

            prepared.broker.control("set_vm_memory_high_watermark", NO_ALARM)

            wait_for_all(desk, count)
            service.wait_ready()
    finally:
        prepared.broker.control("set_vm_memory_high_watermark", NO_ALARM)


def has_alarm(stack: LocalStack) -> bool:
    nodes = requests.get(f"{stack.management_url}/api/nodes", timeout=10).json()
    # a node just started does not say anything yet
    return any(node.get("mem_alarm") for node in nodes)
