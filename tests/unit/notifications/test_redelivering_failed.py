"""Sending everything again that a subscription missed: piece by piece, each counted once."""

from datetime import timedelta

from services.notifications.domain.redelivery import FindFailed, Redelivery
from shared.contracts.subscriptions import NoteRedelivered, RedeliverFailed
from tests.support.deciding import START, Deciding
from tests.unit.notifications.messages import SHOP, a_bench


def a_start() -> RedeliverFailed:
    return RedeliverFailed(
        redelivery="rdl_1",
        subscription="sub_1",
        client="shop",
        since=START - timedelta(hours=1),
        until=START,
        actor=SHOP,
    )


def a_note(piece: int, asked: int, *, finished: bool = False, failure: str = "") -> NoteRedelivered:
    return NoteRedelivered(
        redelivery="rdl_1",
        client="shop",
        piece=piece,
        asked=asked,
        after=f"dlv_{piece}",
        finished=finished,
        failure=failure,
    )


def progress(bench: Deciding) -> Redelivery:
    (found,) = bench.all(Redelivery)
    return found


def searches(bench: Deciding) -> list[FindFailed]:
    return [effect.what for effect in bench.effects() if isinstance(effect.what, FindFailed)]


def test_it_begins_with_the_oldest_of_the_period_and_ends_before_its_end() -> None:
    bench = a_bench()

    bench.tell(a_start())

    (search,) = searches(bench)
    assert search.after < search.until
    assert (search.owner, search.target, search.piece) == ("shop", "sub_1", 1)


def test_the_next_piece_goes_on_where_the_last_one_ended() -> None:
    bench = a_bench()
    bench.tell(a_start())

    bench.tell(a_note(1, 100))

    assert [(search.piece, search.after) for search in searches(bench)][1:] == [(2, "dlv_1")]
    assert (progress(bench).state, progress(bench).asked) == ("running", 100)


def test_a_piece_that_is_told_twice_is_counted_once() -> None:
    bench = a_bench()
    bench.tell(a_start())
    bench.tell(a_note(1, 100))

    bench.tell(a_note(1, 100))

    assert progress(bench).asked == 100
    assert len(searches(bench)) == 2


def test_the_last_piece_ends_it() -> None:
    bench = a_bench()
    bench.tell(a_start())
    bench.tell(a_note(1, 100))

    bench.tell(a_note(2, 7, finished=True))

    ended = progress(bench)
    assert (ended.state, ended.asked, ended.finished_at) == ("done", 107, bench.now)
    assert len(searches(bench)) == 2


def test_what_cannot_be_read_ends_it_openly() -> None:
    bench = a_bench()
    bench.tell(a_start())

    bench.tell(a_note(1, 0, finished=True, failure="the database is away"))

    assert (progress(bench).state, progress(bench).failure) == ("failed", "the database is away")


def test_the_same_order_again_begins_nothing_anew() -> None:
    bench = a_bench()
    bench.tell(a_start())
    bench.tell(a_note(1, 3, finished=True))

    bench.tell(a_start())

    assert progress(bench).state == "done"
