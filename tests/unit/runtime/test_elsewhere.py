"""Work on the other thread: in order, what remains on the loop's thread, and trouble told there."""

import threading
from collections.abc import Iterator

import pytest
from pika.adapters.select_connection import IOLoop

from shared.runtime.edges import Then
from shared.runtime.elsewhere import OtherThread


@pytest.fixture
def loop() -> Iterator[IOLoop]:
    found = IOLoop()
    yield found
    found.close()


@pytest.fixture
def elsewhere(loop: IOLoop) -> Iterator[OtherThread]:
    found = OtherThread("elsewhere", loop)
    yield found
    found.close()


def test_work_is_done_in_order_and_what_remains_on_the_thread_of_the_loop(
    loop: IOLoop, elsewhere: OtherThread
) -> None:
    here, worked, remained = threading.get_ident(), list[tuple[int, int]](), list[tuple[int, int]]()

    def work(number: int) -> None:
        def then() -> None:
            remained.append((number, threading.get_ident()))
            if number == 2:
                loop.stop()

        def first() -> Then:
            worked.append((number, threading.get_ident()))
            return then

        elsewhere(first)

    for number in range(3):
        work(number)
    loop.call_later(10, loop.stop)
    loop.start()

    assert [number for number, _ in worked] == [0, 1, 2]
    assert here not in {thread for _, thread in worked}
    assert remained == [(0, here), (1, here), (2, here)]


def test_trouble_ends_the_loop(loop: IOLoop, elsewhere: OtherThread) -> None:
    def broken() -> Then:
        raise ZeroDivisionError

    elsewhere(broken)
    loop.call_later(10, loop.stop)

    with pytest.raises(ZeroDivisionError):
        loop.start()


def test_what_was_begun_is_finished(loop: IOLoop) -> None:
    elsewhere, done = OtherThread("elsewhere", loop), list[int]()
    waits = threading.Event()

    def slow() -> Then:
        waits.wait(5)
        done.append(1)
        return lambda: None

    elsewhere(slow)
    waits.set()
    elsewhere.close()

    assert done == [1]
