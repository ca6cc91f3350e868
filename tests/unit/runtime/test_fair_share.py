"""Due effects are shared out fairly: each destination gets its turn, none more calls than it has room for."""

from hypothesis import given
from hypothesis import strategies as st

from shared.persistence.effect_port import Candidate
from shared.runtime.fair_share import fair_share


def candidates(*destinations: str) -> list[Candidate]:
    return [
        Candidate(f"{place}:{destination}", "Errand", destination)
        for place, destination in enumerate(destinations)
    ]


def shared(
    waiting: list[Candidate], free: int = 10, room: int = 10, most: int = 1
) -> list[tuple[str, tuple[str, ...]]]:
    shares = fair_share(waiting, free, lambda _: room, lambda _: most)
    return [(share.place.destination, share.ids) for share in shares]


def test_each_destination_has_its_turn_before_any_has_a_second() -> None:
    assert [place for place, _ in shared(candidates("a", "a", "a", "b"), free=3)] == ["a", "b", "a"]


def test_a_call_takes_as_many_as_it_may_in_their_order() -> None:
    assert shared(candidates("a", "a", "a"), most=2) == [("a", ("0:a", "1:a")), ("a", ("2:a",))]


@given(
    destinations=st.lists(st.sampled_from("abc"), max_size=12),
    free=st.integers(0, 6),
    room=st.integers(0, 3),
    most=st.integers(1, 3),
)
def test_no_limit_is_passed_and_nothing_is_shared_out_twice(
    destinations: list[str], free: int, room: int, most: int
) -> None:
    waiting = candidates(*destinations)
    shares = fair_share(waiting, free, lambda _: room, lambda _: most)

    ids = [id for share in shares for id in share.ids]
    assert len(ids) == len(set(ids))
    assert len(shares) <= free
    assert all(0 < len(share.ids) <= most for share in shares)
    for place in {share.place for share in shares}:
        assert sum(share.place == place for share in shares) <= room
    could = sum(min(room, -(-destinations.count(name) // most)) for name in "abc")
    assert len(shares) == min(free, could)
