"""Each group of rows is answered once, with what the broker did not take."""

from typing import Any, cast

import pytest

from shared.contracts.codec import OutgoingRow
from shared.runtime.publishing import PublishingLink
from tests.unit.runtime.broker_channel import BrokerChannel


class Answers:
    """Groups' answers, in the order in which they came."""

    def __init__(self) -> None:
        self.link = PublishingLink(cast(Any, None), "amqp://127.0.0.1:1", "test", on_change=self._changed)
        self.changes = 0
        self.given: list[list[str]] = []

    def _changed(self) -> None:
        self.changes += 1

    def attach(self) -> BrokerChannel:
        channel = BrokerChannel()
        self.link._link.channel = cast(Any, channel)
        self.link._opened(cast(Any, channel))
        return channel

    def publish(self, *ids: str) -> None:
        self.link.publish([OutgoingRow(id, "normal.0.x.y.v1", b"{}") for id in ids], self.given.append)


@pytest.fixture
def answers() -> Answers:
    return Answers()


def test_a_group_is_answered_when_all_of_it_is(answers: Answers) -> None:
    channel = answers.attach()
    answers.publish("a", "b")
    answers.publish("c")

    channel.confirm(1)
    channel.confirm(3)
    assert answers.given == [[]]

    channel.confirm(2)
    assert answers.given == [[], []]
    assert answers.link.in_flight == 0


def test_one_confirm_may_answer_for_many(answers: Answers) -> None:
    channel = answers.attach()
    for id in "abcde":
        answers.publish(id)

    channel.confirm(2)
    channel.confirm(4, multiple=True)

    assert answers.given == [[]] * 4
    assert answers.link.in_flight == 1


def test_what_nobody_takes_is_reported(answers: Answers) -> None:
    channel = answers.attach()
    answers.publish("a", "b", "c")

    channel.give_back("b")
    channel.confirm(2, multiple=True)
    channel.confirm(3, name="Basic.Nack")

    assert answers.given == [["b", "c"]]


def test_what_was_in_flight_when_the_connection_went_is_reported(answers: Answers) -> None:
    channel = answers.attach()
    answers.publish("a", "b")
    channel.confirm(1)

    answers.link._lost()

    assert answers.given == [["b"]]
    assert (answers.link.in_flight, answers.link.ready) == (0, False)


def test_without_a_connection_the_answer_comes_at_once(answers: Answers) -> None:
    answers.publish("a")
    channel = answers.attach()
    channel.is_open = False
    answers.publish("b")

    assert answers.given == [["a"], ["b"]]
    assert channel.published == []


def test_the_end_of_an_alarm_wakes_the_owner(answers: Answers) -> None:
    answers.attach()
    link = answers.link._link
    link._on_blocked(None, None)
    assert not answers.link.ready
    before = answers.changes

    link._on_unblocked(None, None)

    assert answers.link.ready
    assert answers.changes == before + 1
