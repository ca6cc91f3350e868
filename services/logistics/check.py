"""`python -m services.logistics.check [TENANT ...]`: does the stock follow from its movements?

Rebuilds levels, reservations, queues, lots, serial numbers and values of every item from movements and reservations
alone, and compares. Reads MONGODB_URL. Prints each difference; ends with 0 when there is none, 1 when there are, 2 when
it cannot look. What changes while it looks may seem to differ: run it when nothing moves, or again.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pymongo.database import Database
from pymongo.errors import PyMongoError

from services.logistics.domain.lot import Lot
from services.logistics.domain.movement import Movement
from services.logistics.domain.rebuilding import Difference, Rebuilt
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.stock_item import StockItem
from shared.contracts.decision import Entity
from shared.persistence.mapping import from_document
from shared.persistence.mongo import connect

DATABASE = "coulisse_logistics"
E = TypeVar("E", bound=Entity)
Documents = Database[dict[str, Any]]


def tenants_of(database: Documents) -> list[str]:
    """Who has stock."""
    return sorted(database.stock_items.distinct("tenant"))


def differences(database: Documents, tenant: str) -> Iterator[Difference]:
    """What is kept of a tenant's stock and does not follow from what moved."""
    rebuilt = Rebuilt()
    rebuilt.moved(_all(database, "movements", Movement, {"tenant": tenant}))
    open_ones = {"tenant": tenant, "state": {"$in": ["waiting", "reserved"]}}
    rebuilt.held(_all(database, "reservations", Reservation, open_ones))
    rebuilt.lies(_all(database, "lots", Lot, {"tenant": tenant}))
    yield from rebuilt.differences(_all(database, "stock_items", StockItem, {"tenant": tenant}))


def _all(database: Documents, name: str, kind: type[E], wanted: dict[str, Any]) -> Iterator[E]:
    for document in database[name].find(wanted):
        yield from_document(document, kind)


def report(database: Documents, tenants: Iterable[str]) -> int:
    """Print what differs; returns how much."""
    found = 0
    for tenant in tenants:
        mine = list(differences(database, tenant))
        items = database.stock_items.count_documents({"tenant": tenant})
        for difference in mine:
            sys.stdout.write(f"{difference}\n")
        sys.stdout.write(f"{tenant}: {items} items, {len(mine)} differences\n")
        found += len(mine)
    return found


def main(arguments: list[str]) -> int:
    url = os.environ.get("MONGODB_URL")
    if not url:
        sys.stderr.write("MONGODB_URL is not set: give the address of the database.\n")
        return 2
    client = connect(url)
    try:
        database: Documents = client[DATABASE]
        return 1 if report(database, arguments or tenants_of(database)) else 0
    except PyMongoError as error:
        sys.stderr.write(f"The database does not answer: {error}\n")
        return 2
    finally:
        client.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
