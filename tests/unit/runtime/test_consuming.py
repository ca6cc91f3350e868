"""What is acknowledged was settled, on the channel that delivered it, and nothing else ever is."""

from typing import Any, cast

import pytest

from shared.runtime.consuming import ConsumingLink
from shared.runtime.publishing import ATTEMPT_HEADER
from tests.unit.runtime.broker_channel import BrokerChannel

NORMAL, URGENT, DEAD = "logistics.normal.0", "logistics.urgent.0", "logistics.dead"


@pytest.fixture
def link() -> ConsumingLink:
    return ConsumingLink(
        cast(Any, None), "amqp://127.0.0.1:1", "test", (NORMAL, URGENT, DEAD), on_delivery=lambda: None
    )


def attach(link: ConsumingLink) -> BrokerChannel:
    channel = BrokerChannel()
    link._link.channel = cast(Any, channel)
    link._opened(cast(Any, channel))
    return channel


def detach(link: ConsumingLink) -> None:
    link._link.channel = None
    link._lost()


def test_urgent_messages_overtake_and_wait_for_no_others(link: ConsumingLink) -> None:
    channel = attach(link)
    for tag, queue in enumerate((NORMAL, NORMAL, URGENT, NORMAL, URGENT), 1):
        channel.deliver(queue, tag)

    assert [d.tag for d in link.take(3, 10**6)] == [3, 5]
    assert [d.tag for d in link.take(3, 10**6)] == [1, 2, 4]


def test_a_batch_is_bounded_by_bytes(link: ConsumingLink) -> None:
    channel = attach(link)
    for tag in range(1, 9):
        channel.deliver(NORMAL, tag)

    assert len(link.take(100, 5)) == 3  # two bytes each: the third passes the limit
    assert len(link.take(100, 10**6)) == 5


def test_only_what_has_nothing_open_before_it_is_acknowledged(link: ConsumingLink) -> None:
    channel = attach(link)
    for tag in range(1, 6):
        channel.deliver(NORMAL, tag)
    first, second, third, fourth, _ = link.take(5, 10**6)

    link.acknowledge([second, third])
    assert channel.acknowledged == []

    link.acknowledge([first])
    assert channel.acknowledged == [(3, True)]

    link.acknowledge([fourth])
    assert channel.acknowledged == [(3, True), (4, True)]


def test_what_was_settled_while_there_was_no_channel_marks_nothing_of_the_next_one(
    link: ConsumingLink,
) -> None:
    old = attach(link)
    old.deliver(NORMAL, 1)
    batch = link.take(1, 10**6)
    detach(link)

    link.acknowledge(batch)
    new = attach(link)
    new.deliver(NORMAL, 1)
    new.deliver(NORMAL, 2)
    link.acknowledge(link.take(2, 10**6)[1:])

    assert new.acknowledged == []


def test_what_was_settled_late_marks_nothing_of_the_next_channel(link: ConsumingLink) -> None:
    old = attach(link)
    old.deliver(NORMAL, 1)
    batch = link.take(1, 10**6)
    detach(link)
    new = attach(link)
    new.deliver(NORMAL, 1)

    link.acknowledge(batch)

    assert new.acknowledged == []
    assert not link.holds(batch[0])


def test_a_stop_acknowledges_what_is_settled_behind_something_open(link: ConsumingLink) -> None:
    channel = attach(link)
    for tag in (1, 2, 3):
        channel.deliver(NORMAL, tag)
    _, second, third = link.take(3, 10**6)
    link.acknowledge([second, third])

    link.detach()
    link.close()

    assert channel.acknowledged == [(2, False), (3, False)]


@pytest.mark.parametrize(
    ("header", "attempt"),
    [(3, 3), (0, 0), (-1, 0), ("3", 0), (True, 0), (None, 0), ([], 0), (2**63 - 1, 1_000), (1.5, 0)],
)
def test_only_a_sensible_attempt_header_counts(link: ConsumingLink, header: Any, attempt: int) -> None:
    attach(link).deliver(NORMAL, 1, {ATTEMPT_HEADER: header})

    assert link.take(1, 10**6)[0].attempt == attempt


def test_headers_are_kept_as_short_text(link: ConsumingLink) -> None:
    headers: dict[Any, Any] = {
        b"\xff": b"\xfe",
        "nul\x00": "a\x00b",
        "long": "x" * 999,
        **{f"h{n}": n for n in range(99)},
    }
    attach(link).deliver(NORMAL, 1, headers, message_id=b"\xff")

    delivery = link.take(1, 10**6)[0]
    assert len(delivery.headers) == 30
    assert delivery.headers["nul\ufffd"] == "a\ufffdb"
    assert len(delivery.headers["long"]) == 200
    assert isinstance(delivery.message_id, str)


def test_ready_means_attached_to_every_queue(link: ConsumingLink) -> None:
    assert not link.ready
    attach(link)
    assert link.ready
    detach(link)
    assert not link.ready


def test_what_nobody_has_taken_is_given_back_with_its_queue(link: ConsumingLink) -> None:
    channel = attach(link)
    for tag, queue in enumerate((NORMAL, URGENT, NORMAL), 1):
        channel.deliver(queue, tag)

    link.leave([NORMAL])

    assert channel.given_back == [1, 3]
    assert link.ready
    link.acknowledge(link.take(9, 10**6))
    assert channel.acknowledged == [(2, True)]


def test_a_queue_that_was_left_is_attached_to_again(link: ConsumingLink) -> None:
    channel = attach(link)
    before = link.attachment

    link.leave([NORMAL, DEAD])
    channel.deliver(NORMAL, 1)

    assert len(channel.left) == 2
    assert [d.queue for d in link.take(9, 10**6)] == [NORMAL]
    assert link.attachment == before != ""


def test_a_process_that_stops_comes_back_to_no_queue(link: ConsumingLink) -> None:
    attach(link)

    link.detach()
    link.leave([NORMAL])

    assert not link.ready
    assert link.attachment == ""


def test_one_that_cannot_be_settled_does_not_hold_up_the_others(link: ConsumingLink) -> None:
    channel = attach(link)
    for tag in range(1, 101):
        channel.deliver(NORMAL, tag)
    stuck, *others = link.take(100, 10**6)

    link.acknowledge(others)

    assert [tag for tag, _ in channel.acknowledged] == [d.tag for d in others]
    assert not any(multiple for _, multiple in channel.acknowledged)
    link.acknowledge([stuck])
    assert channel.acknowledged[-1] == (1, True)


def test_large_bodies_are_held_in_small_numbers(link: ConsumingLink) -> None:
    channel = attach(link)

    for tag in range(1, 30):
        channel.deliver(NORMAL, tag, body=b"x" * 1_000_000)

    assert channel.prefetch < 50
