"""A full count of a warehouse: opened, counted article by article, closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from services.logistics.domain.stock_item import ZERO


@dataclass(frozen=True, slots=True)
class CountList:
    """frozen: nothing comes in or leaves while it is open; counts: how often something was put down; pieces, value:
    what the counts changed in all, negative when less was found than the books said."""

    id: str
    tenant: str
    warehouse: str
    state: Literal["open", "closed"]
    frozen: bool
    opened_at: datetime
    opened_by: str
    counts: int = 0
    pieces: int = 0
    value: Decimal = ZERO
    closed_at: datetime | None = None
    closed_by: str = ""

    def with_count(self, pieces: int, value: Decimal) -> "CountList":
        return replace(self, counts=self.counts + 1, pieces=self.pieces + pieces, value=self.value + value)

    def closed(self, at: datetime, by: str) -> "CountList":
        return replace(self, state="closed", closed_at=at, closed_by=by)
