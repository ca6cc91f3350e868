"""Decisions of a sandbox get the sandbox's time; nobody else's moves, and nobody asks for it."""

from collections.abc import Iterable
from datetime import timedelta

from services.logistics.domain.reservation import Reservation
from services.logistics.service import room
from shared.contracts.codec import decode, outgoing
from shared.contracts.stock import ReserveStock
from shared.contracts.values import StockLine
from shared.persistence.clock_port import Ahead
from shared.persistence.memory import MemoryStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from tests.support.deciding import START


class Clocks:
    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def ahead_of(self, tenants: Iterable[str]) -> Ahead:
        self.asked.append(sorted(tenants))
        return self.all_ahead()

    def all_ahead(self) -> Ahead:
        return {"acme~test": timedelta(days=3)}


def a_wish(tenant: str, case: str, handle: int) -> Received:
    line = StockLine(article="CH-100", quantity=1)
    wish = ReserveStock(case=case, step="stock", warehouse="main", lines=(line,))
    row = outgoing(wish, source="intake", tenant=tenant, lane="normal", now=START, id=f"{handle:032x}")
    return Received(decode(row.body), "normal", handle)


def test_in_one_batch_each_tenant_has_its_own_time() -> None:
    logistics, clocks = room({}), Clocks()
    store = MemoryStore(logistics.collections)
    decider = Decider("logistics", logistics.table, store, lambda _: None, clocks=clocks)

    decider.handle([a_wish("acme", "case_1", 0), a_wish("acme~test", "case_2", 1)], START)

    since = {id: loaded.entity.since for id, loaded in store.entities[Reservation].items()}  # type: ignore[attr-defined]
    assert since == {"case_1": START, "case_2": START + timedelta(days=3)}
    assert clocks.asked == [["acme", "acme~test"]]
