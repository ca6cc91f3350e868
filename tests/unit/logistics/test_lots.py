"""Lots and serial numbers: the expiry that comes first leaves first, and what may not be sent is not promised."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from services.logistics.domain.lot import Lot, lot_id
from services.logistics.domain.movement import Movement
from services.logistics.domain.stock_item import item_id
from shared.contracts.shipments import PrepareShipment, ShipmentRecalled
from shared.contracts.stock import StockShort
from shared.contracts.stock_value import PostStockValue
from shared.contracts.stocktaking import CountStock, ExpireLot, RecallLot, ReceiveGoods
from shared.contracts.values import GoodsLine
from tests.unit.logistics.warehouse import AGENT, Warehouse

CREAM = item_id("acme", "main", "CREAM")
SOON, LATER = date(2026, 3, 10), date(2026, 6, 30)


def arrival(receipt: str, *lines: GoodsLine) -> ReceiveGoods:
    return ReceiveGoods(receipt=receipt, warehouse="main", lines=lines, reference="BL", actor=AGENT)


def cream(lot: str, pieces: int, expires_on: date | None) -> GoodsLine:
    return GoodsLine(article="CREAM", quantity=pieces, lot=lot, expires_on=expires_on)


def saws(*serials: str) -> GoodsLine:
    return GoodsLine(article="SAW", quantity=len(serials), serials=serials)


def priced_saws(each: str, *serials: str) -> GoodsLine:
    return GoodsLine(article="SAW", quantity=len(serials), unit_cost=Decimal(each), serials=serials)


def lot(house: Warehouse, name: str) -> Lot:
    found = house.bench.get(Lot, lot_id(CREAM, name))
    assert found is not None
    return found


def with_two_lots() -> Warehouse:
    house = Warehouse()
    house.tell(arrival("rcp_1", cream("LATE", 5, LATER), cream("EARLY", 3, SOON)))
    return house


def expire(house: Warehouse, name: str) -> list[object]:
    due_at = lot(house, name).due_at
    assert due_at is not None
    house.bench.now = max(house.bench.now, due_at)
    return list(house.tell(ExpireLot(lot=lot_id(CREAM, name), warehouse="main", due_at=due_at)))


def test_the_expiry_that_comes_first_is_sent_first() -> None:
    house = with_two_lots()
    house.reserve("case_1", CREAM=4)

    house.prepare("case_1")

    assert (lot(house, "EARLY").on_hand, lot(house, "LATE").on_hand) == (0, 4)
    (sent,) = [movement for movement in house.bench.all(Movement) if movement.reason == "shipment"]
    assert [(line.lot, line.quantity) for line in sent.lines] == [("EARLY", -3), ("LATE", -1)]


def test_an_expired_lot_is_not_promised_any_more() -> None:
    house = with_two_lots()

    expire(house, "EARLY")

    assert house.item("CREAM").available == 5
    assert house.item("CREAM").on_hand == 8
    assert isinstance(house.reserve("case_1", CREAM=6)[0], StockShort)


def test_a_promise_that_only_an_expired_lot_could_keep_is_taken_back() -> None:
    house = with_two_lots()
    house.reserve("case_1", CREAM=6)

    told = expire(house, "EARLY")

    assert [type(message) for message in told] == [StockShort]
    assert house.state("case_1") == "waiting"


def test_a_lot_expires_at_the_end_of_its_last_day_where_the_house_is() -> None:
    house = with_two_lots()

    assert lot(house, "EARLY").due_at == datetime(2026, 3, 10, 23, tzinfo=UTC)


def test_a_recalled_lot_is_blocked_and_told_of_who_had_it() -> None:
    house = with_two_lots()
    house.reserve("case_1", CREAM=1)
    house.prepare("case_1")

    house.tell(RecallLot(article="CREAM", lot="EARLY", reason="taste", actor=AGENT))

    assert lot(house, "EARLY").state == "recalled"
    assert house.item("CREAM").available == 5
    assert any("CREAM/EARLY" in movement.traces for movement in house.bench.all(Movement))


def test_a_recall_of_an_unknown_lot_changes_nothing() -> None:
    house = with_two_lots()

    house.tell(RecallLot(article="CREAM", lot="NONE", reason="taste", actor=AGENT))

    assert house.item("CREAM").available == 8


def test_a_serial_number_that_is_on_hand_does_not_come_in_again() -> None:
    house = Warehouse()
    house.tell(arrival("rcp_1", saws("S1", "S2")))

    house.tell(arrival("rcp_2", saws("S3", "S2")))

    assert house.figures("SAW") == (2, 0)


def test_a_piece_that_was_sent_may_come_in_again() -> None:
    house = Warehouse()
    house.tell(arrival("rcp_1", saws("S1")))
    house.reserve("case_1", SAW=1)
    house.prepare("case_1")

    house.tell(arrival("rcp_2", saws("S1")))

    assert house.figures("SAW") == (1, 0)


def test_a_recalled_shipment_puts_its_pieces_back_into_their_lots() -> None:
    house = with_two_lots()
    house.reserve("case_1", CREAM=4)
    house.prepare("case_1")

    house.recall("case_1")

    assert (lot(house, "EARLY").on_hand, lot(house, "LATE").on_hand) == (3, 5)


def test_a_recalled_shipment_puts_back_pieces_with_and_without_a_number() -> None:
    """Those without came in before numbers were kept (world 28558 of two cases)."""
    house = Warehouse()
    house.receive(SAW=2)
    house.tell(arrival("rcp_9", saws("S1", "S2", "S3")))
    before = {one.id: one.on_hand for one in house.bench.all(Lot)}
    house.reserve("case_1", SAW=4)
    house.prepare("case_1")
    sent = {one.id: one.on_hand for one in house.bench.all(Lot)}

    house.recall("case_1")

    assert sorted(before.values()) == [1, 1, 1, 2]
    assert sum(sent.values()) == 1
    assert {one.id: one.on_hand for one in house.bench.all(Lot)} == before
    assert house.figures("SAW") == (5, 0)


def test_a_recalled_shipment_does_not_put_back_a_piece_that_a_count_has_found() -> None:
    """World 92906 of two cases."""
    house = Warehouse()
    house.tell(arrival("rcp_1", priced_saws("10.00", "S1", "S2", "S3")))
    house.reserve("case_1", SAW=3)
    house.prepare("case_1")
    house.tell(CountStock(count="cnt_1", warehouse="main", lines=(saws("S2"),), actor=AGENT))

    told = house.recall("case_1")

    assert {one.serial: one.on_hand for one in house.bench.all(Lot)} == {"S1": 1, "S2": 1, "S3": 1}
    assert house.figures("SAW") == (3, 0)
    (back,) = [movement for movement in house.bench.all(Movement) if movement.reason == "recall"]
    assert [(line.quantity, line.amount, line.serials) for line in back.lines] == [
        (2, Decimal("20.00"), ("S1", "S3"))
    ]
    assert [one.amount for one in told if isinstance(one, PostStockValue)] == [Decimal("20.00")]
    assert house.item("SAW").value == Decimal("30.00")


def test_a_recalled_shipment_of_which_all_was_found_already_changes_no_stock() -> None:
    house = Warehouse()
    house.tell(arrival("rcp_1", priced_saws("10.00", "S1")))
    house.reserve("case_1", SAW=1)
    house.prepare("case_1")
    house.tell(arrival("rcp_2", priced_saws("10.00", "S1")))

    told = house.recall("case_1")

    assert [type(one) for one in told] == [ShipmentRecalled]
    assert house.figures("SAW") == (1, 0)
    assert house.item("SAW").value == Decimal("10.00")


def test_pieces_that_came_in_before_lots_were_kept_are_sent_last() -> None:
    house = Warehouse()
    house.receive(CREAM=2)
    house.reserve("case_1", CREAM=2)
    house.tell(arrival("rcp_9", cream("EARLY", 3, SOON)))

    told = house.prepare("case_1")

    assert len(told) == 1
    assert (lot(house, "EARLY").on_hand, lot(house, "").on_hand) == (1, 2)


def test_a_count_of_an_unknown_lot_changes_nothing() -> None:
    house = with_two_lots()

    house.tell(CountStock(count="cnt_1", warehouse="main", lines=(cream("NONE", 2, None),), actor=AGENT))

    assert house.figures("CREAM") == (8, 0)


def test_a_count_by_lot_leaves_the_other_lots_alone() -> None:
    house = with_two_lots()

    house.tell(CountStock(count="cnt_1", warehouse="main", lines=(cream("LATE", 2, None),), actor=AGENT))

    assert (lot(house, "EARLY").on_hand, lot(house, "LATE").on_hand) == (3, 2)
    assert house.figures("CREAM") == (5, 0)


def test_pieces_whose_numbers_were_not_found_are_gone() -> None:
    house = Warehouse()
    house.tell(arrival("rcp_1", saws("S1", "S2", "S3")))

    house.tell(CountStock(count="cnt_1", warehouse="main", lines=(saws("S1", "S3"),), actor=AGENT))

    assert house.figures("SAW") == (2, 0)
    house.reserve("case_1", SAW=2)
    house.tell(PrepareShipment(case="case_1", step="ship", warehouse="main"))
    assert house.figures("SAW") == (0, 0)


def test_a_lot_that_expires_while_its_notice_is_on_its_way_is_not_sent() -> None:
    house = with_two_lots()
    house.reserve("case_1", CREAM=2)
    house.bench.now = datetime(2026, 3, 12, tzinfo=UTC) + timedelta(hours=1)

    house.prepare("case_1")

    assert (lot(house, "EARLY").on_hand, lot(house, "LATE").on_hand) == (3, 3)
