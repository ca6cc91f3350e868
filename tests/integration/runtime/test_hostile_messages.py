"""No message, whatever is in it, hurts the process or its neighbours, and none disappears."""

import json
import secrets
from collections import Counter
from datetime import UTC, datetime

import pika.data
import pytest
from pika.exceptions import ChannelClosedByBroker

from infra.local.stack import LocalStack
from shared.persistence.failures import MOST_KEPT_BYTES
from shared.persistence.mongo import connect
from shared.persistence.mongo_store import MongoStore
from shared.persistence.store import FailedMessage
from tests.integration.runtime.desk import Desk, reserve
from tests.integration.runtime.hostile import Hostile, all_hostile, raw, wire_encoder
from tests.integration.runtime.hostile_fates import KEY, without_fate
from tests.integration.runtime.hostile_generator import generated
from tests.support.processes import ServiceUnderTest, wait_until

GOOD = 200
DRAWN = 400


def test_every_hostile_message_is_kept_and_every_good_one_handled(
    desk: Desk, counting: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pika.data, "encode_value", wire_encoder(pika.data.encode_value))
    process = counting.process.pid
    hostile = all_hostile()
    odd_but_good = sum(h.good for h in hostile)
    bad = len(hostile) - odd_but_good
    for place, message in enumerate(hostile):
        desk.send_raw(message.body, KEY, **message.properties)
        if place < GOOD:
            desk.send([reserve(place)])

    expected = {f"case_{n:04d}" for n in range(GOOD)}
    expected |= {json.loads(h.body)["data"]["case"] for h in hostile if h.good}
    missing = expected

    def none_missing() -> bool:
        nonlocal missing
        missing = expected - set(desk.database.facts.distinct("case"))
        return not missing

    wait_until(none_missing, 60, lambda: f"these counted too: {sorted(missing)}")
    wait_until(lambda: not desk.waiting() and none_lost(desk, hostile), 60, lambda: lost(desk, hostile))

    assert desk.counted() == GOOD + odd_but_good
    assert Counter(failed["error"] for failed in desk.failed()) == {
        "UnknownTypeError": 4,
        "UnreadableError": bad - 4,
    }
    assert desk.database.failed.count_documents({"reason": ""}) == 0
    assert desk.waiting() == 0
    assert desk.on_the_ladder() == 0
    assert (counting.exit_code(), counting.process.pid, counting.ready()) == (None, process, True)


def lost(desk: Desk, hostile: list[Hostile]) -> str:
    """The bad messages that the failed store does not have."""
    kept = {failed["body"] for failed in desk.database.failed.find({}, {"body": 1})}
    return str([h.body[:200] for h in hostile if not h.good and h.body[:MOST_KEPT_BYTES] not in kept])


def none_lost(desk: Desk, hostile: list[Hostile]) -> bool:
    return desk.database.failed.count_documents({}) >= sum(not h.good for h in hostile)


def test_messages_drawn_from_any_seed_are_handled_or_kept(
    desk: Desk, counting: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pika.data, "encode_value", wire_encoder(pika.data.encode_value))
    process, seed = counting.process.pid, secrets.randbelow(10**6)
    hostile = list(generated(seed, DRAWN))
    for message in hostile:
        desk.send_raw(message.body, KEY, **message.properties)
    desk.send([reserve(1)])

    wait_until(
        lambda: not without_fate(desk, hostile),
        60,
        lambda: f"each one of seed {seed} handled or kept, but for {without_fate(desk, hostile)[:3]}",
    )

    wait_until(lambda: not desk.waiting(), 30, "the queues empty")
    assert desk.on_the_ladder() == 0
    assert "case_0001" in desk.database.facts.distinct("case")
    assert (counting.exit_code(), counting.process.pid, counting.ready()) == (None, process, True)


def test_a_forged_tenant_reaches_nothing_of_another(desk: Desk, counting: ServiceUnderTest) -> None:
    desk.send([reserve(1)])
    desk.send_raw(raw(7, tenant="acme/main"), KEY)
    desk.send_raw(raw(8, tenant="evil"), KEY)

    wait_until(lambda: desk.database.facts.count_documents({}) == 3, 30, "all counted")

    assert desk.counted() == 1
    assert {t["tenant"]: t["count"] for t in desk.database.tallies.find()} == {
        "acme": 1,
        "acme/main": 1,
        "evil": 1,
    }
    told: set[str] = set()

    def all_told() -> bool:
        told.update(decoded.envelope.tenant for decoded in desk.told())
        return len(told) >= 3

    wait_until(all_told, 20, "each tenant told")
    assert told == {"acme", "acme/main", "evil"}


def test_a_message_over_the_limit_is_kept_whole(desk: Desk, counting: ServiceUnderTest) -> None:
    body = raw(1, subject="x" * 1_900_000)

    desk.send_raw(body, KEY)

    wait_until(lambda: len(desk.failed()) == 1, 30, "the oversized one kept")
    failed = desk.failed()[0]
    assert (failed["body"], failed["body_bytes"]) == (body, len(body))


def test_the_broker_refuses_what_no_message_can_be(prepared: LocalStack) -> None:
    desk = Desk(prepared)

    with pytest.raises(ChannelClosedByBroker, match="larger than configured max size"):
        desk.send_raw(raw(1, subject="x" * 2_100_000), KEY)

    desk.close()


def test_what_is_kept_of_a_huge_message_says_how_large_it_was(desk: Desk, prepared: LocalStack) -> None:
    body = b"x" * 17_000_000
    failed = FailedMessage(
        id="huge", queue="logistics.normal.0", type="unreadable", tenant="", subject="", error="UnreadableError",
        reason="the body has 17000000 bytes", place="", stack="", attempts=1, headers={}, body=body,
        failed_at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip

    with connect(prepared.mongodb_admin_url) as client:
        MongoStore(client, "coulisse_logistics", ()).fail(failed)

    kept = desk.failed()[0]
    assert kept["body_bytes"] == len(body)
    assert kept["body"] == body[:MOST_KEPT_BYTES]
