"""Whatever comes, in whatever order and however often: the books of a warehouse stay right."""

import os
from dataclasses import dataclass
from datetime import timedelta

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
from services.logistics.domain.movement import Movement
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_item import StockItem
from services.logistics.service import room
from shared.contracts.message import Lane, Message
from shared.contracts.stock import (
    CountStock,
    PrepareShipment,
    RecallShipment,
    ReceiveGoods,
    RecordParcelEvent,
    ReleaseStock,
    ReserveStock,
    ShipmentDispatched,
    StockReleased,
    StockReserved,
    StockShort,
    TakeBackStock,
    WakeBackorders,
)
from shared.contracts.values import StockLine
from tests.support.deciding import Deciding
from tests.unit.logistics.warehouse import AGENT, DAY

CASES = st.sampled_from([f"case_{number}" for number in range(7)])
LANES: st.SearchStrategy[Lane] = st.sampled_from(["normal", "urgent"])
LINES = st.lists(
    st.builds(StockLine, article=st.sampled_from("AB"), quantity=st.integers(0, 3)), min_size=1, max_size=3
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

    @rule(case=CASES, lane=LANES, lines=LINES)
    def reserve(self, case: str, lane: Lane, lines: tuple[StockLine, ...]) -> None:
        asked = (letter.message for letter in self.sent)
        known = [message for message in asked if isinstance(message, ReserveStock) and message.case == case]
        wish = ReserveStock(case=case, step="stock", warehouse="main", lines=lines)
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

    @rule(lines=LINES, times=st.integers(1, 4))
    def receive(self, lines: tuple[StockLine, ...], times: int) -> None:
        """Goods come in larger numbers than they are asked for, so that much can be reserved and lost again."""
        receipt, goods = f"rcp_{len(self.sent)}", lines * times
        self.send(ReceiveGoods(receipt=receipt, warehouse="main", lines=goods, reference="", actor=AGENT))

    @rule(lines=LINES)
    def count(self, lines: tuple[StockLine, ...]) -> None:
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
        return any(isinstance(letter.message, WakeBackorders | TakeBackStock) for letter in self.waiting)

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
            if isinstance(message, WakeBackorders | TakeBackStock):
                self.send(message, batch[0].lane)
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
            if reservation.state in TOLD_BY_STATE:
                assert type(self.last_told[reservation.id]) is TOLD_BY_STATE[reservation.state]

    def nobody_waits_in_vain(self) -> None:
        for item in self.bench.all(StockItem):
            assert item.missing == 0
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
