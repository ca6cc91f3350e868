"""Repeats, reordering, lanes, replicas, stops and starts: each message counts once."""

import random
import re
from uuid import uuid4

import pika

from infra.broker.apply import apply_topology
from infra.local.stack import LocalStack
from shared.contracts.topology import topology
from tests.integration.runtime.conftest import COUNTING
from tests.integration.runtime.desk import Desk, reserve
from tests.integration.runtime.load import Load, wait_for_all
from tests.support.processes import ServiceUnderTest, wait_until


def test_repeats_in_one_batch_in_later_ones_and_after_a_restart_count_once(
    prepared: LocalStack, desk: Desk
) -> None:
    count = 80
    ids = [uuid4().hex for _ in range(count)]
    numbers = [*range(count)] * 3
    random.Random(3).shuffle(numbers)
    shuffled = [ids[n] for n in numbers]
    desk.send([reserve(n) for n in numbers], ids=shuffled)

    with ServiceUnderTest(prepared, COUNTING) as service:
        wait_until(lambda: desk.counted() >= count, 40, "all counted")
        desk.send([reserve(n) for n in numbers[:count]], ids=shuffled[:count])
        wait_until(lambda: desk.waiting() == 0, 20, "repeats taken")
        assert service.terminate() == 0
        desk.send([reserve(n) for n in range(count)], ids=ids)
        service.start()
        service.wait_ready()
        wait_for_all(desk, count)
        assert service.terminate() == 0


def test_urgent_messages_overtake_a_backlog(prepared: LocalStack, desk: Desk) -> None:
    backlog = 800
    desk.send([reserve(n) for n in range(backlog)])
    desk.send([reserve(n) for n in range(backlog, backlog + 5)], lane="urgent")

    with ServiceUnderTest(prepared, COUNTING) as service:
        urgent = {"case": {"$in": [f"case_{n:04d}" for n in range(backlog, backlog + 5)]}}
        wait_until(lambda: desk.database.facts.count_documents(urgent) == 5, 40, "the urgent ones counted")
        before = desk.counted()
        wait_for_all(desk, backlog + 5)
        assert service.terminate() == 0

    assert before < backlog / 2


def test_another_replica_takes_over_from_a_killed_one(prepared: LocalStack, desk: Desk) -> None:
    with ServiceUnderTest(prepared, COUNTING) as first:
        first.wait_ready()
        with ServiceUnderTest(prepared, COUNTING) as second:
            second.wait_ready()
            with Load(prepared) as load:
                wait_until(lambda: desk.counted() > 50, 30, "traffic")
                first.kill()
                before = desk.counted()
                wait_until(lambda: desk.counted() > before + 50, 30, "the other one at work")
            wait_for_all(desk, load.sent)
            assert second.terminate() == 0


def test_a_stop_under_load_is_quick_and_leaves_nothing_unacknowledged(
    prepared: LocalStack, desk: Desk
) -> None:
    with ServiceUnderTest(prepared, COUNTING) as service:
        with Load(prepared) as load:
            wait_until(lambda: desk.counted() > 100, 40, "traffic")
            assert service.terminate(within=20) == 0
        handled = desk.counted()
        # A quorum queue tells of acknowledgements a moment later.
        wait_until(lambda: desk.waiting() == load.sent - handled, 10, "all that was handled is acknowledged")
        assert desk.database.outbox.count_documents({}) == 0

        service.start()
        wait_for_all(desk, load.sent)
        assert service.terminate() == 0


def test_the_brokers_absence_keeps_nobody_from_starting_or_stopping(prepared: LocalStack, desk: Desk) -> None:
    desk.send([reserve(n) for n in range(50)])
    prepared.broker.stop()
    try:
        with ServiceUnderTest(prepared, COUNTING) as service:
            wait_until(lambda: _says_no_broker(service), 40, "it says why it waits")
            assert service.terminate(within=20) == 0
            service.start()
            wait_until(lambda: _says_no_broker(service), 40, "it waits again")
            prepared.broker.start()
            desk.reconnect()
            wait_for_all(desk, 50)
            assert service.terminate() == 0
    finally:
        prepared.broker.start()


def _says_no_broker(service: ServiceUnderTest) -> bool:
    assert service.exit_code() is None
    return service.answers() and "the broker takes no messages" in service.reasons()


def test_a_broker_that_is_not_set_up_is_refused_in_words(prepared: LocalStack, desk: Desk) -> None:
    with pika.BlockingConnection(pika.URLParameters(prepared.amqp_admin_url)) as connection:
        connection.channel().exchange_delete(topology().fingerprint)
    try:
        with ServiceUnderTest(prepared, COUNTING) as service:
            assert service.process.wait(60) == 2
            assert f"the broker lacks {topology().fingerprint}" in service.log.read_text()
            assert "infra.apply" in service.log.read_text()
    finally:
        apply_topology(prepared.amqp_admin_url)


def test_a_table_that_is_not_the_contracts_is_refused_in_words(prepared: LocalStack) -> None:
    with ServiceUnderTest(prepared, "tests.support.incomplete.service") as service:
        assert service.process.wait(60) == 2
        assert re.search(r"no row for \[.*'goods\.receive\.v1'", service.log.read_text())


def test_missing_settings_are_named(prepared: LocalStack) -> None:
    with ServiceUnderTest(prepared, COUNTING, AMQP_URL="") as service:
        assert service.process.wait(60) == 2
        assert "set AMQP_URL" in service.log.read_text()
