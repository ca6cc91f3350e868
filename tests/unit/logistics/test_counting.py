import pytest

from services.logistics.domain import taking_back
from services.logistics.domain.movement import Movement
from services.logistics.domain.reservation import Reservation
from shared.contracts.shipments import PrepareShipment, ShipmentNotPossible
from shared.contracts.stock import ReleaseStock, StockReserved, StockShort
from shared.contracts.stocktaking import CloseCountList, CountStock, OpenCountList
from shared.contracts.values import MissingStock
from shared.contracts.warehouses import DefineWarehouse
from tests.unit.logistics.warehouse import AGENT, Warehouse, goods


def test_a_count_sets_what_is_on_hand() -> None:
    house = Warehouse()
    house.receive(A=5)

    house.count(A=3)

    assert house.figures("A") == (3, 0)
    moved = [line.quantity for movement in house.bench.all(Movement) for line in movement.lines]
    assert moved == [5, -2]


def test_a_count_that_finds_more_wakes_who_waits() -> None:
    house = Warehouse()
    house.reserve("c1", A=3)

    told = house.count(A=3)

    assert told == [StockReserved(case="c1", step="stock")]


def test_a_count_told_twice_counts_once() -> None:
    house = Warehouse()
    house.count("cnt_1", A=3)
    house.receive(A=2)

    house.count("cnt_1", A=3)

    assert house.figures("A") == (5, 0)


def test_a_short_count_takes_back_from_the_latest_ordinary_case_first() -> None:
    house = Warehouse()
    house.receive(A=6, B=3)
    house.reserve("old", A=2, B=1)
    house.reserve("young", A=2, B=1)
    house.reserve("urgent", lane="urgent", A=2, B=1)

    told = house.count(A=5)

    lack = MissingStock(article="A", wanted=2, available=1)
    assert told == [StockShort(case="young", step="stock", missing=(lack,))]
    assert house.figures("A") == (5, 4)
    assert house.figures("B") == (3, 2)


def test_what_a_lost_reservation_frees_goes_to_who_can_use_it() -> None:
    house = Warehouse()
    house.receive(A=2, B=1)
    house.reserve("c1", A=2, B=1)
    house.reserve("c2", B=1)

    told = house.count(A=1)

    assert [type(message) for message in told] == [StockShort, StockReserved]
    assert house.state("c2") == "reserved"


def test_a_case_that_lost_its_goods_gets_them_again_before_younger_ones() -> None:
    house = Warehouse()
    house.receive(A=2)
    house.reserve("old", A=2)
    house.reserve("young", A=1)
    house.count(A=0)

    told = house.receive(A=2)

    assert told == [StockReserved(case="old", step="stock")]


def test_many_reservations_are_taken_back_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_back, "AT_A_TIME", 3)
    house = Warehouse()
    house.receive(A=10)
    for number in range(10):
        house.reserve(f"c{number}", A=1)

    told = house.count(A=2)

    assert [message.case for message in told] == [f"c{number}" for number in range(9, 1, -1)]  # type: ignore[attr-defined]
    assert house.figures("A") == (2, 2)
    assert house.item("A").missing == 0


def test_a_case_whose_goods_were_taken_back_cannot_be_shipped() -> None:
    house = Warehouse()
    house.receive(A=2)
    house.reserve("c1", A=2)
    house.count(A=1)

    told = house.prepare("c1")

    lack = MissingStock(article="A", wanted=2, available=1)
    assert told == [ShipmentNotPossible(case="c1", step="ship", missing=(lack,))]


def test_nothing_is_shipped_nor_promised_while_a_short_count_is_being_settled() -> None:
    house = Warehouse()
    house.receive(A=4)
    house.reserve("c1", A=2)
    house.reserve("c2", A=2)
    short = CountStock(count="cnt_1", warehouse="main", lines=goods(A=3), actor=AGENT)
    house.bench.tell(short)

    shipping = house.bench.try_tell([PrepareShipment(case="c1", step="ship", warehouse="main")])
    house.bench.tell(ReleaseStock(case="c1", step="stock", warehouse="main"))

    assert [trouble.error for _, trouble in shipping.delayed] == ["NotYetError"]
    assert house.item("A").available == 1


def test_news_of_a_reservation_say_which_came_first() -> None:
    warehouse = Warehouse()
    warehouse.receive(A=1)

    warehouse.reserve("c1", A=1)
    warehouse.count(A=0)
    warehouse.receive(A=1)

    reservation = warehouse.bench.get(Reservation, "c1")
    assert reservation is not None
    assert (reservation.state, reservation.revision) == ("reserved", 3)


def test_a_shipment_that_waits_for_a_count_which_takes_its_goods_is_answered_at_the_end() -> None:
    house = frozen_warehouse(3)
    assert house.prepare("c1") == []
    house.tell(CountStock(count="cnt_1", warehouse="main", lines=goods(A=1), actor=AGENT, list="lst_1"))
    assert house.state("c1") == "waiting"

    told = house.tell(CloseCountList(list="lst_1", warehouse="main", actor=AGENT))

    missing = (MissingStock(article="A", wanted=3, available=1),)
    assert told == [ShipmentNotPossible(case="c1", step="ship", missing=missing)]


def test_a_shipment_that_waits_for_a_count_leaves_once_its_goods_are_there_again() -> None:
    house = frozen_warehouse(3)
    house.prepare("c1")
    for number, found in enumerate((1, 3)):
        house.tell(
            CountStock(
                count=f"cnt_{number}", warehouse="main", lines=goods(A=found), actor=AGENT, list="lst_1"
            )
        )

    house.tell(CloseCountList(list="lst_1", warehouse="main", actor=AGENT))

    assert house.state("c1") == "shipped"
    assert house.figures("A") == (0, 0)


def frozen_warehouse(pieces: int) -> Warehouse:
    """All pieces of A are reserved for c1, and the warehouse is being counted."""
    house = Warehouse()
    house.tell(
        DefineWarehouse(
            warehouse="main",
            name="Main",
            line1="",
            postcode="69001",
            city="Lyon",
            country="FR",
            latitude=None,
            longitude=None,
            cut_off=15,
            transit_days=2,
            pieces_per_parcel=None,
            active=True,
            actor=AGENT,
        )
    )
    house.receive(A=pieces)
    house.reserve("c1", A=pieces)
    house.tell(OpenCountList(list="lst_1", warehouse="main", frozen=True, actor=AGENT))
    return house
