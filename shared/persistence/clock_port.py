"""The clocks of sandboxes: how far each is ahead of the real one, which live tenants go by at no cost."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Protocol

Ahead = Mapping[str, timedelta]
"""By tenant; who is not named is not ahead."""

ON_TIME = timedelta(0)


class Clocks(Protocol):
    """Raises UnavailableError while the database is away."""

    def ahead_of(self, tenants: Iterable[str]) -> Ahead:
        """How far these are ahead at this moment; no question is asked for live ones."""
        ...

    def all_ahead(self) -> Ahead:
        """Every sandbox that is ahead, as it was a moment ago: never farther ahead than it is now."""
        ...


class RealTime:
    """Nobody is ahead."""

    def ahead_of(self, tenants: Iterable[str]) -> Ahead:
        return {}

    def all_ahead(self) -> Ahead:
        return {}


REAL_TIME = RealTime()
