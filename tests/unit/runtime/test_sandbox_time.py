"""Decisions of a sandbox get the sandbox's time; nobody else's moves, and nobody asks for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from services.logistics.domain.reservation import Reservation
from services.logistics.service import room
from shared.contracts.codec import decode, outgoing
from shared.contracts.stock import ReserveStock
from shared.contracts.values import StockLine
from shared.persistence.clock_port import Ahead
from shared.persistence.effect_port import LeasedEffect
from shared.persistence.memory import MemoryStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from shared.runtime.effect_call import Call
from shared.runtime.effect_call import perform as perform_call
from shared.runtime.fair_share import Place
from shared.runtime.performing import Effort, Performer, Result, TryAgain
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


def test_an_effort_of_a_sandbox_is_made_and_tried_again_by_its_time() -> None:
    ahead = timedelta(days=3)
    told: list[datetime] = []

    def perform(efforts: Sequence[Effort[str]]) -> Sequence[Result]:
        told.extend(effort.now for effort in efforts)
        return [TryAgain("not now", after=timedelta(hours=1))]

    performer = Performer(str, perform, lambda _effort, _why: (), (timedelta(hours=1),))
    effect = LeasedEffect(
        "e", "baker", "bread", "acme~test", "case_1", "normal", "m", "m", "", tries=0, ahead=ahead
    )

    ended = perform_call(
        Call("logistics", performer, Place("str", "baker"), "token", [effect]), lambda: START
    )

    (finished,) = ended.finished
    assert told == [START + ahead]
    assert (finished.started_at, finished.due_at) == (START + ahead, START + ahead + timedelta(hours=1))
