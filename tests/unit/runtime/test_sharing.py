"""Replicas of a service share its partitions evenly, and few of them move when one comes or goes."""

import pytest

from shared.contracts.message import PARTITIONS
from shared.runtime.owners import owners
from shared.runtime.sharing import Sharing


@pytest.mark.parametrize("replicas", range(1, 9))
def test_every_partition_has_one_owner_and_the_shares_differ_by_one_at_most(replicas: int) -> None:
    names = [f"host:{number}" for number in range(replicas)]

    found = owners(12, names)

    assert sorted(found) == list(range(12))
    shares = [list(found.values()).count(name) for name in names]
    assert max(shares) - min(shares) <= 1


def test_the_answer_does_not_depend_on_the_order_in_which_replicas_are_known() -> None:
    assert owners(12, ["c", "a", "b"]) == owners(12, ["a", "b", "c"])


def test_nobody_owns_anything_where_there_is_nobody() -> None:
    assert owners(4, []) == {}


def test_few_partitions_move_when_a_replica_goes() -> None:
    names = [f"host:{number}" for number in range(4)]
    before, after = owners(64, names), owners(64, names[:3])

    moved = [p for p in before if before[p] != after[p] and before[p] != names[3]]

    assert len(moved) <= 16


def test_a_replica_alone_leaves_nothing() -> None:
    assert Sharing("logistics", "a").to_leave({"a": "1"}, ()) == []


def test_both_lanes_of_the_other_ones_partitions_are_left_once() -> None:
    sharing, replicas = Sharing("logistics", "a"), {"a": "1", "b": "1"}

    left = sharing.to_leave(replicas, ())

    assert len(left) == PARTITIONS
    assert {queue.rsplit(".", 1)[1] for queue in left} == {
        str(partition) for partition, owner in owners(PARTITIONS, replicas).items() if owner == "b"
    }
    assert {queue.split(".")[1] for queue in left} == {"urgent", "normal"}
    assert sharing.to_leave(replicas, ()) == []


def test_queues_are_left_again_to_an_owner_that_has_attached_anew() -> None:
    sharing = Sharing("logistics", "a")
    first = sharing.to_leave({"a": "1", "b": "1"}, ())

    assert sharing.to_leave({"a": "1", "b": "2"}, ()) == first
    assert sharing.to_leave({"a": "9", "b": "2"}, ()) == []


def test_whoever_is_still_served_from_what_is_anothers_leaves_again() -> None:
    sharing, replicas = Sharing("logistics", "a"), {"a": "1", "b": "1"}
    left = sharing.to_leave(replicas, ())
    own = [queue for queue in ("logistics.normal.0", "logistics.normal.1") if queue not in left]

    assert sharing.to_leave(replicas, {left[0], *own}) == [left[0]]
