"""The port to what a service's keeper goes by: leases, and entities whose time has come."""

from datetime import datetime
from typing import Any, Protocol

from shared.contracts.decision import Collection


class Keepsakes(Protocol):
    """Raises UnavailableError from every method while the database is away."""

    def hold(self, lease: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or prolong a lease that nobody else holds at present; whether `holder` has it now."""
        ...

    def let_go(self, lease: str, holder: str) -> None:
        """Whoever comes next need not wait for it to run out."""
        ...

    def due(self, collection: Collection[Any], now: datetime, most: int) -> list[Any]:
        """Entities whose `due_at` is reached, the longest due first; what cannot be read is left out and logged. What
        belongs to a sandbox is due by the sandbox's clock."""
        ...
