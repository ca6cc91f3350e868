"""Whatever a performer does, each effect comes back with one outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.message import Message
from shared.contracts.stock import WakeBackorders
from shared.persistence.effect_port import LeasedEffect
from shared.runtime.attempt import effort_of, performed, settled
from shared.runtime.performing import Done, Effort, GivenUp, Performer, Result, TryAgain

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DELAYS = (timedelta(seconds=10), timedelta(seconds=60))
WAKE = WakeBackorders(case="case_1", warehouse="main", article="mug")


@dataclass(frozen=True, slots=True)
class Call:
    number: str


def performer(
    perform: Callable[[Sequence[Effort[Call]]], Sequence[Result]] = lambda efforts: [Done()] * len(efforts),
    exhausted: Callable[[Effort[Call], str], tuple[Message, ...]] = lambda _effort, _why: (WAKE,),
    delays: tuple[timedelta, ...] = DELAYS,
) -> Performer[Call]:
    return Performer(Call, perform, exhausted, delays)


def effect(tries: int = 0, what: Any = None) -> LeasedEffect:
    return LeasedEffect(
        id="e1",
        destination="d",
        what=what or {"number": "1"},
        tenant="acme",
        subject="case_1",
        lane="normal",
        cause_id="m1",
        correlation="m1",
        traceparent="",
        tries=tries,
    )


def settle(tries: int, result: Result, *, by: Performer[Call] | None = None) -> Any:
    by = by or performer()
    return settled(by, effort_of(effect(tries), by, NOW), result)


def test_a_performers_results_are_taken_as_they_are() -> None:
    results: list[Result] = [Done(note="first"), GivenUp("no")]

    assert performed(performer(lambda _: results), [effect(), effect()], NOW) == results


def _raise(_efforts: Sequence[Effort[Call]]) -> Sequence[Result]:
    raise OSError("no route; secret=hunter2")


def test_what_a_performer_raises_means_try_again_and_is_not_quoted() -> None:
    results = performed(performer(_raise), [effect(), effect()], NOW)

    assert results == [TryAgain("OSError in the performer")] * 2


def test_a_performer_that_answers_for_too_few_is_not_believed() -> None:
    results = performed(performer(lambda _: [Done()]), [effect(), effect()], NOW)

    assert [type(result) for result in results] == [TryAgain, TryAgain]


def test_a_stored_effect_that_no_longer_fits_is_tried_again() -> None:
    results = performed(performer(), [effect(what={"nummer": 1})], NOW)

    assert [type(result) for result in results] == [TryAgain]


def test_what_used_up_its_schedule_without_an_answer_is_not_begun_again() -> None:
    begun: list[str] = []

    def perform(efforts: Sequence[Effort[Call]]) -> Sequence[Result]:
        begun.extend(effort.id for effort in efforts)
        return [Done()] * len(efforts)

    results = performed(performer(perform), [effect(3), effect(2)], NOW)

    assert [type(result) for result in results] == [TryAgain, Done]
    assert len(begun) == 1


@pytest.mark.parametrize(("tries", "least", "most"), [(0, 9, 12), (1, 54, 72)])
def test_the_schedule_says_when_to_try_again(tries: int, least: int, most: int) -> None:
    state, due_at, outcome, _, messages = settle(tries, TryAgain("busy"))

    assert (state, outcome, messages) == ("due", "failed", ())
    assert timedelta(seconds=least) <= due_at - NOW <= timedelta(seconds=most)


def test_a_partner_may_say_when() -> None:
    assert settle(0, TryAgain("busy", timedelta(minutes=7)))[1] == NOW + timedelta(minutes=7)


def test_after_the_last_attempt_it_is_told() -> None:
    assert settle(2, TryAgain("busy")) == ("given_up", None, "exhausted", "busy", (WAKE,))


def test_what_cannot_be_told_now_is_told_later() -> None:
    def exhausted(_effort: Effort[Call], _why: str) -> tuple[Message, ...]:
        raise OSError("the database is away")

    assert settle(2, TryAgain("busy"), by=performer(exhausted=exhausted))[0] == "due"


@pytest.mark.parametrize(
    ("result", "kept"),
    [
        (Done((WAKE,), "ref 1"), ("done", None, "done", "ref 1", (WAKE,))),
        (GivenUp("gone", (WAKE,)), ("given_up", None, "given_up", "gone", (WAKE,))),
    ],
)
def test_an_end_is_an_end(result: Result, kept: Any) -> None:
    assert settle(0, result) == kept


def test_without_a_schedule_there_is_one_attempt() -> None:
    assert settle(0, TryAgain("busy"), by=performer(delays=()))[2] == "exhausted"
