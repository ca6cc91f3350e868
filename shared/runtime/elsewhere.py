"""A thread beside the loop's, for writes that nobody waits for: while the database takes them, messages go on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pika.adapters.select_connection import IOLoop

from shared.runtime.edges import Then


class OtherThread:
    """Does one thing after the other. What goes wrong with one ends the loop, as if it had happened there."""

    def __init__(self, name: str, loop: IOLoop) -> None:
        self._loop = loop
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    def __call__(self, work: Callable[[], Then]) -> None:
        self._pool.submit(self._do, work)

    def _do(self, work: Callable[[], Then]) -> None:
        try:
            then = work()
        except BaseException as error:  # noqa: BLE001 - the loop's thread raises it
            then = partial(_raise, error)
        self._loop.add_callback_threadsafe(then)

    def close(self) -> None:
        """Finish what was begun. What would follow on the loop does not happen once that has ended."""
        self._pool.shutdown()


def _raise(error: BaseException) -> None:
    raise error
