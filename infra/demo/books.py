"""Do the books balance, does the stock add up? What is true at the end whatever happened on the way."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pymongo.database import Database

from infra.demo.api import Json
from infra.demo.story import PATIENCE, Cast
from infra.local.waiting import wait_until
from services.logistics.queries.movements import movements

_MOST_MOVEMENTS = 1000


@dataclass(frozen=True, slots=True)
class Books:
    """Sums over everything that one run did. Money in euros, stock in pieces."""

    entries: int
    debit: Decimal
    credit: Decimal
    booked_in_erp: int
    invoices: int
    credit_notes: int
    on_hand: int
    moved: int
    promised: int
    unequal: tuple[str, ...]

    @property
    def balance(self) -> bool:
        """Debits equal credits, the ERP has every entry, and each article is what its movements make it."""
        return self.debit == self.credit and self.booked_in_erp == self.entries and not self.unequal


def read_books(cast: Cast, logistics: Database[dict[str, Any]], tenant: str) -> Books:
    """Waits until the ERP has heard of everything, then adds up. The API shows no movements: they come from
    the query of logistics that reads them."""
    journal = _journal(cast)
    keys = {entry["id"] for entry in journal}
    lines = [line for entry in journal for line in entry["lines"]]
    pieces = [entry["piece"] for entry in journal]
    stock = cast.warehouse.stock()
    moved = {article: _moved(logistics, tenant, cast.warehouse.name, article) for article in stock}
    return Books(
        entries=len(journal),
        debit=sum((Decimal(line["debit"]) for line in lines), Decimal(0)),
        credit=sum((Decimal(line["credit"]) for line in lines), Decimal(0)),
        booked_in_erp=sum(one["idempotency_key"] in keys for one in cast.partners.booked()),
        invoices=sum(piece.startswith("FA-") for piece in pieces),
        credit_notes=sum(piece.startswith("AV-") for piece in pieces),
        on_hand=sum(item["on_hand"] for item in stock.values()),
        moved=sum(moved.values()),
        promised=sum(item["reserved"] for item in stock.values()),
        unequal=tuple(article for article, item in stock.items() if item["on_hand"] != moved[article]),
    )


def _journal(cast: Cast) -> list[Json]:
    journal: list[Json] = []

    def all_sent() -> bool:
        journal[:] = cast.accountant.journal()
        return all(entry["erp"]["state"] == "sent" for entry in journal)

    wait_until(all_sent, PATIENCE, every=0.3)
    return journal


def _moved(logistics: Database[dict[str, Any]], tenant: str, warehouse: str, article: str) -> int:
    found = movements(logistics, tenant, warehouse, article=article, limit=_MOST_MOVEMENTS)
    return sum(line["quantity"] for movement in found for line in movement["lines"])
