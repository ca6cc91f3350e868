"""The stock as it follows from what moved and who holds it, to be compared with the stock as it is kept."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from services.logistics.domain.lot import Lot
from services.logistics.domain.movement import Movement
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.sandbox import on_shelf
from services.logistics.domain.stock_item import ZERO, StockItem


@dataclass(frozen=True, slots=True)
class Difference:
    """What is kept of something, and what it should be."""

    about: str
    what: str
    kept: str
    rebuilt: str

    def __str__(self) -> str:
        return f"{self.about}: {self.what} is {self.kept}, and should be {self.rebuilt}"


@dataclass(slots=True)
class Rebuilt:
    """Sums over movements, reservations and lots, by item; by lot and serial number those of the movements."""

    on_hand: Counter[str] = field(default_factory=Counter)
    value: dict[str, Decimal] = field(default_factory=dict)
    reserved: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    by_lot: Counter[tuple[str, str]] = field(default_factory=Counter)
    serials: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept_by_lot: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept_serials: Counter[tuple[str, str]] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)

    def moved(self, movements: Iterable[Movement]) -> None:
        for movement in movements:
            for line in movement.lines:
                self.on_hand[line.item] += line.quantity
                self.value[line.item] = self.value.get(line.item, ZERO) + line.amount
                self.by_lot[line.item, line.lot] += line.quantity
                for serial in line.serials:
                    self.serials[line.item, serial] += 1 if line.quantity > 0 else -1

    def held(self, reservations: Iterable[Reservation]) -> None:
        for one in reservations:
            if one.state == "waiting":
                self.waiting[one.waits_for] += 1
            elif one.state == "reserved":
                self.reserved.update(one.quantities())

    def lies(self, lots: Iterable[Lot]) -> None:
        for lot in lots:
            self.kept_by_lot[lot.item, lot.lot] += lot.on_hand
            self.blocked[lot.item] += lot.blocked
            if lot.serial:
                self.kept_serials[lot.item, lot.serial] += lot.on_hand

    def differences(self, items: Iterable[StockItem]) -> Iterator[Difference]:
        """Of every item and its lots, and of what moved without there being an item for it."""
        seen: set[str] = set()
        for item in items:
            seen.add(item.id)
            yield from self._of_item(item)
            if item.traced:
                yield from self._of_lots(item)
        for id, pieces in self.on_hand.items():
            if id not in seen and pieces:
                yield Difference(id, "on hand", "nothing", str(pieces))

    def _of_item(self, item: StockItem) -> Iterator[Difference]:
        expected: list[tuple[str, object, object]] = [
            ("on hand", item.on_hand, self.on_hand[item.id] + on_shelf(item.tenant, item.article)),
            ("value", item.value, self.value.get(item.id, ZERO)),
            ("reserved", item.reserved, self.reserved[item.id]),
            ("waiting", item.waiting, self.waiting[item.id]),
            ("blocked", item.blocked, self.blocked[item.id]),
        ]
        for what, kept, rebuilt in expected:
            if kept != rebuilt:
                yield Difference(item.id, what, str(kept), str(rebuilt))
        if not 0 <= item.reserved <= item.on_hand:
            yield Difference(item.id, "reserved", str(item.reserved), f"from 0 to {item.on_hand}")
        if item.value < 0 or (item.value and not item.on_hand):
            yield Difference(item.id, "value", str(item.value), "0 where nothing is on hand, never below it")

    def _of_lots(self, item: StockItem) -> Iterator[Difference]:
        """A count's missing pieces are of no lot until reservations were taken back for them."""
        lots = {lot for where, lot in (*self.by_lot, *self.kept_by_lot) if where == item.id}
        for lot in sorted(lots):
            kept = self.kept_by_lot[item.id, lot] + (0 if lot else item.missing)
            rebuilt = self.by_lot[item.id, lot]
            if kept != rebuilt:
                yield Difference(item.id, f"lot {lot or 'unknown'}", str(kept), str(rebuilt))
        numbers = {serial for where, serial in (*self.serials, *self.kept_serials) if where == item.id}
        for serial in sorted(numbers):
            kept, rebuilt = self.kept_serials[item.id, serial], self.serials[item.id, serial]
            if kept != rebuilt:
                yield Difference(item.id, f"serial number {serial}", str(kept), str(rebuilt))
