"""Reads that are shared: one query at a time, nobody shown what was true before they asked."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pymongo
import pytest
from pymongo import _csot

from gateway.reading.together import ReadTogether
from tests.support.processes import wait_until


class Shelf:
    """What a query finds; the first one is held up until `go`."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.limits: list[float | None] = []
        self.begun, self.go = threading.Event(), threading.Event()
        self.error: Exception | None = None

    def fetch(self, keys: Sequence[str]) -> Mapping[str, str]:
        self.asked.append(tuple(keys))
        self.limits.append(_csot.get_timeout())
        if len(self.asked) == 1:
            self.begun.set()
            assert self.go.wait(60)
        if self.error is not None:
            raise self.error
        return {key: key.upper() for key in keys if key != "nothing"}


def crowd(shelf: Shelf, keys: Sequence[str]) -> list["Future[str | None]"]:
    """The first asks; the others come while its query is under way."""
    reads: ReadTogether[str, str] = ReadTogether(shelf.fetch, 3.0)
    pool = ThreadPoolExecutor(len(keys))
    first = pool.submit(reads.get, keys[0])
    assert shelf.begun.wait(60)
    others = [pool.submit(reads.get, key) for key in keys[1:]]
    wait_until(lambda: len(reads._waiting) == len(others), 60, "everybody waits")
    shelf.go.set()
    pool.shutdown()
    return [first, *others]


def test_who_comes_during_a_query_shares_the_next_one() -> None:
    shelf = Shelf()

    found = crowd(shelf, ["a", "b", "a", "nothing", "c"])

    assert [one.result() for one in found] == ["A", "B", "A", None, "C"]
    assert len(shelf.asked) == 2
    assert sorted(shelf.asked[1]) == ["a", "b", "c", "nothing"]


def test_more_than_fit_one_query_take_another_one() -> None:
    shelf = Shelf()

    found = crowd(shelf, [f"k{number}" for number in range(150)])

    assert [one.result() for one in found] == [f"K{number}" for number in range(150)]
    assert [len(keys) for keys in shelf.asked] == [1, 100, 49]


def test_a_query_that_fails_fails_for_its_own_readers_and_the_next_one_works() -> None:
    shelf = Shelf()
    shelf.error = TimeoutError("away")

    found = crowd(shelf, ["a", "b"])
    shelf.error = None

    assert all(isinstance(one.exception(), TimeoutError) for one in found)
    reads: ReadTogether[str, str] = ReadTogether(shelf.fetch, 3.0)
    assert reads.get("c") == "C"


def test_the_time_left_to_one_request_does_not_limit_the_query_of_all() -> None:
    shelf = Shelf()
    shelf.go.set()
    reads: ReadTogether[str, str] = ReadTogether(shelf.fetch, 3.0)

    with pymongo.timeout(0.001):
        assert reads.get("a") == "A"

    assert shelf.limits == [3.0]


def test_a_reader_that_is_interrupted_leaves_nobody_waiting() -> None:
    def interrupted(_: Sequence[str]) -> Mapping[str, str]:
        raise KeyboardInterrupt

    reads: ReadTogether[str, str] = ReadTogether(interrupted, 3.0)

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            reads.get("a")
