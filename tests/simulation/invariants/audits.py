"""The product's own check commands find nothing: books and stock reckoned anew from entries and movements alone."""

from collections.abc import Mapping
from typing import Any

from services.accounting.domain.audit import Audit
from services.accounting.domain.books import Books
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering
from services.accounting.domain.month import Month
from services.accounting.domain.series import Series
from services.logistics.domain.lot import Lot
from services.logistics.domain.movement import Movement
from services.logistics.domain.rebuilding import Rebuilt
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.stock_item import StockItem
from tests.simulation.witness import See
from tests.simulation.world import World


class Audits:
    """Looks at all that is kept, whenever nothing is in flight."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {}

    def check(self) -> None:
        found = self._books()
        assert not found, f"the check of the books finds: {found[:3]}"
        different = self._stock()
        assert not different, f"the check of the stock finds: {different[:3]}"

    def _books(self) -> list[str]:
        audit, known = Audit(), self._world.all
        for entry in known("accounting", JournalEntry):
            audit.entry(entry)
        for invoice in known("accounting", Invoice):
            audit.invoice(invoice)
        for month in known("accounting", Month):
            audit.month(month)
        for group in known("accounting", Lettering):
            audit.group(group)
        for series in known("accounting", Series):
            audit.series(series)
        for books in known("accounting", Books):
            audit.books(books)
        return audit.finished()

    def _stock(self) -> list[str]:
        rebuilt, known = Rebuilt(), self._world.all
        rebuilt.moved(known("logistics", Movement))
        rebuilt.held(known("logistics", Reservation))
        rebuilt.lies(known("logistics", Lot))
        return [str(one) for one in rebuilt.differences(known("logistics", StockItem))]
