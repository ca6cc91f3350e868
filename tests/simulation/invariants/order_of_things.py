"""What may not happen in the moment in which it does: postings into locked periods, pieces that leave before older
ones, anything that moves in a warehouse under count. Seen commit by commit, so in the simulation alone."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from services.accounting.domain.books import Books
from services.accounting.domain.chart import OPENING_JOURNAL
from services.accounting.domain.journal_entry import JournalEntry
from services.logistics.domain.count_list import CountList
from services.logistics.domain.house import House
from services.logistics.domain.lot import Lot
from services.logistics.domain.movement import Movement
from services.logistics.domain.stock_item import StockItem
from shared.persistence.store import Commit
from tests.simulation.witness import See
from tests.simulation.world import World

_NOT_UNDER_COUNT = ("receipt", "return", "shipment")
_CROSSING = timedelta(seconds=1)
"""Clocks of two processes are less apart than that."""


class OrderOfThings:
    """A commit may hold several decisions: what was allowed before it, or is after it, was allowed in it."""

    def __init__(self, _world: World) -> None:
        self._books: dict[str, Books] = {}
        self._houses: dict[str, House] = {}
        self._lots: dict[str, Lot] = {}
        self._moved: set[str] = set()
        self._frozen_at: dict[str, datetime] = {}
        self._counted: dict[str, str] = {}

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {Commit: self._commit}

    def _commit(self, commit: Commit) -> None:
        after = [entity for entity, _ in commit.saves]
        for added in commit.adds:
            if isinstance(added, JournalEntry):
                self._entered(added, after)
        moved = [
            one for one in (*after, *commit.adds) if isinstance(one, Movement) and one.id not in self._moved
        ]
        for movement in moved:
            self._moved.add(movement.id)
            self._under_count(movement, after)
            if movement.reason == "shipment":
                self._first_out(movement, moved, after)
        for entity in after:
            if isinstance(entity, Books):
                self._books[entity.id] = entity
            elif isinstance(entity, House):
                self._houses[entity.id] = entity
            elif isinstance(entity, Lot):
                self._lots[entity.id] = entity
            elif isinstance(entity, CountList):
                self._frozen_at.setdefault(entity.id, entity.opened_at)
            elif isinstance(entity, StockItem):
                self._counted[entity.id] = entity.counted_in

    def _entered(self, entry: JournalEntry, after: list[Any]) -> None:
        id = f"{entry.tenant}/{entry.ledger}"
        before = self._books.get(id)
        books = next((one for one in after if isinstance(one, Books) and one.id == id), before)
        if before is None or books is None:
            return
        locked = _locks(before, entry.entered_on) and _locks(books, entry.entered_on)
        told = f"{entry.number} was entered on {entry.entered_on}"
        assert not locked or entry.journal == OPENING_JOURNAL, f"{told}, locked was {before.locked_until}"
        closed = {one.year for one in before.closed}
        assert entry.entered_on.year not in closed, f"{told}, and that year was closed"
        if entry.journal == OPENING_JOURNAL:
            opened = [one for one in books.closed if one.entry == entry.id]
            assert len(opened) == 1, f"{entry.number} opens a year after none that was closed: {books}"

    def _under_count(self, movement: Movement, after: list[Any]) -> None:
        """What was decided before the doors closed may be kept a moment after, but never of an article that has been
        counted since: as if it had come just before."""
        before = self._houses.get(movement.tenant)
        house = next((one for one in after if isinstance(one, House) and one.id == movement.tenant), before)
        if before is None or house is None or movement.reason not in _NOT_UNDER_COUNT:
            return
        was, stays = before.warehouse(movement.warehouse), house.warehouse(movement.warehouse)
        if was is None or stays is None or not was.frozen_by or was.frozen_by != stays.frozen_by:
            return
        told = f"{movement.reason} in {movement.warehouse} while it is being counted"
        since = self._frozen_at[was.frozen_by] + _CROSSING
        counted = [line.item for line in movement.lines if self._counted.get(line.item) == was.frozen_by]
        assert movement.at <= since and not counted, told

    def _first_out(self, movement: Movement, moved: list[Movement], after: list[Any]) -> None:
        """No good piece that was there before and is still there would have had to leave first."""
        lots = {one.id: one for one in after if isinstance(one, Lot)}
        came = {(line.item, line.lot) for one in moved for line in one.lines if line.quantity > 0}
        for line in movement.lines:
            left = [one for one in self._lots.values() if (one.item, one.lot) == (line.item, line.lot)]
            bad = left and all(one.state != "good" for one in left) and (line.item, line.lot) not in came
            assert not bad, f"{line} left, of a lot that was {left[0].state}"
            latest = max((one.order[:10] for one in left), default="")
            for lot in self._lots.values():
                now = lots.get(lot.id, lot)
                stays = lot.item == line.item and lot.open and now.open and lot.on_hand and now.on_hand
                if stays and (lot.item, lot.lot) not in came and line.lot:
                    first = lot.order[:10] < latest and lot.expires_on is not None
                    over = lot.expires_on is not None and lot.expires_on < movement.at.date()
                    assert over or not first, f"{line} left before {now}"

    def check(self) -> None:
        """Nothing more: it was checked as it was committed."""


def _locks(books: Books, day: date) -> bool:
    return books.locked_until is not None and day <= books.locked_until
