"""Whatever comes, in whatever order and however often: the books of a warehouse stay right."""

import os
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.logistics.domain import taking_back, waking
from services.logistics.domain.lot import Lot
from services.logistics.domain.movement import Movement
from services.logistics.domain.rebuilding import Rebuilt
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_item import StockItem
from services.logistics.service import room
from shared.contracts.message import Lane, Message
from shared.contracts.shipments import PrepareShipment, RecallShipment, RecordParcelEvent, ShipmentDispatched
from shared.contracts.stock import (
    ExpireReservation,
    ReleaseStock,
    ReserveStock,
    StockReleased,
    StockReserved,
    StockShort,
)
from shared.contracts.stock_value import PostStockValue
from shared.contracts.stocktaking import CountStock, ExpireLot, RecallLot, ReceiveGoods
from shared.contracts.values import GoodsLine, StockLine
from tests.support.deciding import Deciding
from tests.unit.logistics.warehouse import AGENT, DAY, TO_ITSELF

CASES = st.sampled_from([f"case_{number}" for number in range(7)])
LANES: st.SearchStrategy[Lane] = st.sampled_from(["normal", "urgent"])
LINES = st.lists(
    st.builds(StockLine, article=st.sampled_from("AB"), quantity=st.integers(0, 3)), min_size=1, max_size=3
).map(tuple)
GOODS = st.lists(
    st.builds(GoodsLine, article=st.sampled_from("AB"), quantity=st.integers(0, 3)), min_size=1, max_size=3
).map(tuple)
EXAMPLES = int(os.environ.get("STATE_MACHINE_EXAMPLES", "60"))
TOLD_BY_STATE = {"reserved": StockReserved, "waiting": StockShort}


@dataclass
class Letter:
    id: str
    lane: Lane
    message: Message


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.bench = Deciding(room({}))
        self.sent: list[Letter] = []
        self.waiting: list[Letter] = []
        self.last_told: dict[str, Message] = {}
        self.ended: dict[str, str] = {}
        self.posted: dict[str, Decimal] = {}

    @rule(case=CASES, lane=LANES, lines=LINES, partial=st.booleans())
    def reserve(self, case: str, lane: Lane, lines: tuple[StockLine, ...], partial: bool) -> None:
        asked = (letter.message for letter in self.sent)
        known = [message for message in asked if isinstance(message, ReserveStock) and message.case == case]
        wish = ReserveStock(case=case, step="stock", warehouse="main", lines=lines, partial=partial)
        self.send(known[0] if known else wish, lane)

    @rule(case=CASES, lane=LANES)
    def release(self, case: str, lane: Lane) -> None:
        self.send(ReleaseStock(case=case, step="stock", warehouse="main"), lane)

    @rule(case=CASES, lane=LANES)
    def prepare(self, case: str, lane: Lane) -> None:
        self.send(PrepareShipment(case=case, step="ship", warehouse="main"), lane)

    @rule(case=CASES, lane=LANES)
    def recall(self, case: str, lane: Lane) -> None:
        self.send(RecallShipment(case=case, step="ship", warehouse="main"), lane)

    @rule(lines=GOODS, times=st.integers(1, 4))
    def receive(self, lines: tuple[GoodsLine, ...], times: int) -> None:
        """Goods come in larger numbers than they are asked for, so that much can be reserved and lost again."""
        receipt, goods = f"rcp_{len(self.sent)}", lines * times
        self.send(ReceiveGoods(receipt=receipt, warehouse="main", lines=goods, reference="", actor=AGENT))

    @rule(
        quantity=st.integers(1, 6),
        cost=st.decimals("0.01", "99.99", places=2),
        lot=st.sampled_from(["", "L1", "L2"]),
        days=st.integers(0, 3),
    )
    def receive_what_has_a_price(self, quantity: int, cost: Decimal, lot: str, days: int) -> None:
        """Article B comes in lots, which expire within days."""
        expires_on = DAY.date() + timedelta(days=days) if lot else None
        goods = GoodsLine(
            article="B" if lot else "A", quantity=quantity, unit_cost=cost, lot=lot, expires_on=expires_on
        )
        receipt = f"rcp_{len(self.sent)}"
        self.send(ReceiveGoods(receipt=receipt, warehouse="main", lines=(goods,), reference="", actor=AGENT))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        """What has fallen due is told, as the keeper does."""
        self.bench.pass_time(timedelta(hours=hours))
        for lot in self.bench.all(Lot):
            if lot.due_at is not None and lot.due_at <= self.bench.now:
                self.send(ExpireLot(lot=lot.id, warehouse=lot.warehouse, due_at=lot.due_at))

    @rule(case=CASES)
    def reservation_is_due(self, case: str) -> None:
        found = self.bench.get(Reservation, case)
        if found is not None and found.due_at is not None:
            self.send(ExpireReservation(case=case, warehouse="main", due_at=found.due_at))

    @rule(lot=st.sampled_from(["L1", "L2"]), quantity=st.integers(0, 5))
    def count_a_lot(self, lot: str, quantity: int) -> None:
        line = GoodsLine(article="B", quantity=quantity, lot=lot)
        self.send(CountStock(count=f"cnt_{len(self.sent)}", warehouse="main", lines=(line,), actor=AGENT))

    @rule(lot=st.sampled_from(["L1", "L2"]))
    def recall_a_lot(self, lot: str) -> None:
        self.send(RecallLot(article="B", lot=lot, reason="taste", actor=AGENT))

    @rule(lines=GOODS)
    def count(self, lines: tuple[GoodsLine, ...]) -> None:
        count = f"cnt_{len(self.sent)}"
        self.send(CountStock(count=count, warehouse="main", lines=lines, actor=AGENT))

    @rule(
        case=CASES, hour=st.integers(0, 5), status=st.sampled_from(["announced", "in_transit", "delivered"])
    )
    def carrier_event(self, case: str, hour: int, status: str) -> None:
        shipment = self.bench.get(Shipment, shipment_id(case))
        if shipment is None or not shipment.parcels:
            return
        self.send(
            RecordParcelEvent(
                shipment=shipment.id,
                tracking=shipment.parcels[0].tracking,
                carrier_event=f"ev{hour}",
                status=status,  # type: ignore[arg-type]
                at=DAY + timedelta(hours=hour),
            )
        )

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), same_id=st.booleans())
    def say_again(self, data: st.DataObject, same_id: bool) -> None:
        letter = data.draw(st.sampled_from(self.sent))
        if same_id:
            self.waiting.append(letter)
        else:
            self.send(letter.message, letter.lane)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), lane=LANES)
    def deliver_some(self, data: st.DataObject, lane: Lane) -> None:
        ready = [letter for letter in self.waiting if letter.lane == lane]
        if ready:
            self.deliver(data.draw(st.lists(st.sampled_from(ready), min_size=1, max_size=6)))

    @rule()
    def everything_arrives(self) -> None:
        """What overtook something that never comes is dropped, as the ladder's end would."""
        for _ in range(100):
            before = len(self.waiting)
            self.deliver_all()
            if len(self.waiting) == before and not self.orders_to_itself():
                break
        self.waiting.clear()
        self.nobody_waits_in_vain()

    def teardown(self) -> None:
        self.everything_arrives()

    def deliver_all(self) -> None:
        waiting = list(self.waiting)
        for lane in ("urgent", "normal"):
            batch = [letter for letter in waiting if letter.lane == lane]
            if batch:
                self.deliver(batch)

    def orders_to_itself(self) -> bool:
        return any(isinstance(letter.message, TO_ITSELF) for letter in self.waiting)

    def send(self, message: Message, lane: Lane = "normal") -> None:
        letter = Letter(f"{len(self.sent):032x}", lane, message)
        self.sent.append(letter)
        self.waiting.append(letter)

    def deliver(self, batch: list[Letter]) -> None:
        self.bench.pass_time(timedelta(seconds=1))
        outcome = self.bench.try_tell(
            [letter.message for letter in batch], lane=batch[0].lane, ids=[letter.id for letter in batch]
        )
        assert not outcome.failed, outcome.failed[0][1]
        again = {batch[received.handle].id for received, _ in outcome.delayed}
        done = {letter.id for letter in batch} - again
        self.waiting = [letter for letter in self.waiting if letter.id not in done]
        for message in self.bench.sent(outcome):
            if isinstance(message, TO_ITSELF):
                self.send(message, batch[0].lane)
            elif isinstance(message, PostStockValue):
                self.posted[message.movement] = message.amount
            elif isinstance(message, StockReserved | StockShort | StockReleased | ShipmentDispatched):
                self.last_told[message.case] = message

    @invariant()
    def on_hand_is_the_sum_of_movements(self) -> None:
        sums: dict[str, int] = {}
        for movement in self.bench.all(Movement):
            for line in movement.lines:
                sums[line.item] = sums.get(line.item, 0) + line.quantity
        for item in self.bench.all(StockItem):
            assert item.on_hand == sums.get(item.id, 0)

    @invariant()
    def everything_follows_from_what_moved(self) -> None:
        rebuilt = Rebuilt()
        rebuilt.moved(self.bench.all(Movement))
        rebuilt.held(self.bench.all(Reservation))
        rebuilt.lies(self.bench.all(Lot))
        assert [str(one) for one in rebuilt.differences(self.bench.all(StockItem))] == []

    @invariant()
    def what_accounting_was_told_is_what_the_stock_is_worth(self) -> None:
        worth = sum((item.value for item in self.bench.all(StockItem)), Decimal(0))
        assert sum(self.posted.values(), Decimal(0)) == worth

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        reservations = self.bench.all(Reservation)
        for item in self.bench.all(StockItem):
            holders = [r for r in reservations if r.state == "reserved" and item.id in r.items]
            assert item.reserved == sum(holder.wanted(item.article) for holder in holders)
            assert 0 <= item.reserved <= item.on_hand
            assert 0 <= item.missing <= item.on_hand

    @invariant()
    def queues_are_as_items_say(self) -> None:
        for item in self.bench.all(StockItem):
            queue = self.queue(item)
            assert item.waiting == len(queue)
            assert bool(item.first_waiting) == bool(queue)
            assert all(item.first_waiting <= waiting.place for waiting in queue)

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        for reservation in self.bench.all(Reservation):
            if reservation.is_rest:  # comes into being again when its case asks anew
                continue
            if reservation.state in ("shipped", "released"):
                assert self.ended.get(reservation.id) in (None, "shipped", reservation.state)
                self.ended[reservation.id] = reservation.state
            else:
                assert reservation.id not in self.ended
        for shipment in self.bench.all(Shipment):
            if shipment.state == "recalled":
                self.ended[shipment.id] = "recalled"
            assert self.ended.get(shipment.id, shipment.state) == shipment.state

    @invariant()
    def every_case_was_told_how_it_stands(self) -> None:
        for reservation in self.bench.all(Reservation):
            if reservation.state in TOLD_BY_STATE and not reservation.is_rest:
                assert type(self.last_told[reservation.id]) is TOLD_BY_STATE[reservation.state]

    def nobody_waits_in_vain(self) -> None:
        for item in self.bench.all(StockItem):
            assert item.missing == 0
            assert item.short == 0
            queue = self.queue(item)
            if queue:
                first = min(queue, key=lambda waiting: waiting.place)
                assert item.available < first.wanted(item.article)

    def queue(self, item: StockItem) -> list[Reservation]:
        return [
            reservation
            for reservation in self.bench.all(Reservation)
            if reservation.state == "waiting" and reservation.waits_for == item.id
        ]


def test_the_books_stay_right_whatever_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "AT_A_TIME", 2)
    monkeypatch.setattr(taking_back, "AT_A_TIME", 2)

    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
