"""What the work needs of its loop and its two connections, so that a simulation can stand in for them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from shared.contracts.codec import OutgoingRow
from shared.runtime.delivery import Delivery
from shared.runtime.publishing import Answer


class Loop(Protocol):
    """Calls back later, on the one thread that everything happens on."""

    def call_later(self, delay: float, callback: Callable[[], None]) -> Any: ...


Then = Callable[[], None]
"""What remains to be done on the loop's thread."""


class Elsewhere(Protocol):
    """Does some work on another thread, one piece after the other, and then on the loop's what that returns."""

    def __call__(self, work: Callable[[], Then]) -> None: ...


class Publishes(Protocol):
    """See PublishingLink."""

    @property
    def ready(self) -> bool: ...

    @property
    def in_flight(self) -> int: ...

    def publish(self, rows: Sequence[OutgoingRow], answer: Answer) -> None: ...


class Consumes(Protocol):
    """See ConsumingLink."""

    @property
    def waiting(self) -> int: ...

    def take(self, most: int, most_bytes: int) -> list[Delivery]: ...

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None: ...

    def holds(self, delivery: Delivery) -> bool: ...

    def renew(self) -> None: ...


class Paces(Protocol):
    """See Pace."""

    def most(self) -> int: ...

    def learning(self, messages: int) -> Any: ...
