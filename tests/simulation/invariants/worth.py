"""What the shelves are worth is what their movements say, and what was posted to the books for them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.accounting.domain.chart import OPENING_JOURNAL, STOCK
from services.accounting.domain.journal_entry import JournalEntry
from services.logistics.domain.movement import Movement
from services.logistics.domain.stock_item import StockItem
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See

ZERO = Decimal(0)


class Worth:
    """_posted: by tenant, what entries put on the stock's account; opening entries only carry it over."""

    def __init__(self, _evidence: Evidence) -> None:
        self._items: dict[str, StockItem] = {}
        self._seen: set[str] = set()
        self._moved: dict[str, Decimal] = {}
        self._posted: dict[str, Decimal] = {}

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {StockItem: self._item, Movement: self._movement, JournalEntry: self._entry}

    def _item(self, item: StockItem) -> None:
        assert item.value >= 0, f"worth less than nothing: {item}"
        assert item.on_hand or not item.value, f"nothing is there, and it is worth something: {item}"
        low = item.reorder is not None and item.available <= item.reorder.point
        assert item.low == low, f"to be ordered, or not: {item}"
        self._items[item.id] = item

    def _movement(self, movement: Movement) -> None:
        if movement.id not in self._seen:
            self._seen.add(movement.id)
            for line in movement.lines:
                self._moved[line.item] = self._moved.get(line.item, ZERO) + line.amount

    def _entry(self, entry: JournalEntry) -> None:
        if entry.journal != OPENING_JOURNAL:
            amount = sum((line.debit - line.credit for line in entry.lines if line.account == STOCK), ZERO)
            if amount:
                self._posted[entry.tenant] = self._posted.get(entry.tenant, ZERO) + amount

    def check(self) -> None:
        sums: dict[str, Decimal] = {}
        for item in self._items.values():
            moved = self._moved.get(item.id, ZERO)
            assert item.value == moved, f"{item}, by its movements {moved}"
            sums[item.tenant] = sums.get(item.tenant, ZERO) + item.value
        for tenant in sums.keys() | self._posted.keys():
            posted = self._posted.get(tenant, ZERO)
            assert sums.get(tenant, ZERO) == posted, (
                f"the stock of {tenant} is worth {sums.get(tenant, ZERO)}, its books say {posted}"
            )
