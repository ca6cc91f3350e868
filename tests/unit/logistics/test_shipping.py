import pytest

from services.logistics.domain.movement import Movement
from services.logistics.domain.packing import PackingRule, packed
from services.logistics.domain.tracking import check_digit, tracking_number
from shared.contracts.shipments import (
    PrepareShipment,
    RecallRefused,
    ShipmentDispatched,
    ShipmentNotPossible,
    ShipmentRecalled,
)
from shared.contracts.stock import StockReleased, StockReserved
from tests.unit.logistics.warehouse import Warehouse, lines


def dispatched(house: Warehouse, case: str = "case_1", **quantities: int) -> ShipmentDispatched:
    house.receive("rcp_1", **quantities)
    house.reserve(case, "normal", **quantities)
    (told,) = house.prepare(case)
    assert isinstance(told, ShipmentDispatched)
    return told


def test_a_shipment_takes_its_goods_off_the_shelf() -> None:
    house = Warehouse()

    told = dispatched(house, A=25, B=3)

    assert told.shipment == "shp_1"
    assert [parcel.contents for parcel in told.parcels] == [lines(A=20), lines(A=5, B=3)]
    assert house.figures("A") == (0, 0)
    assert [m.reason for m in house.bench.all(Movement)] == ["receipt", "shipment"]


def test_a_repeated_order_to_ship_gets_the_same_answer_and_ships_nothing_twice() -> None:
    house = Warehouse()
    first = dispatched(house, A=2)

    again = house.prepare("case_1")

    assert again == [first]
    assert house.figures("A") == (0, 0)


def test_an_order_to_ship_that_overtook_the_reservation_comes_again() -> None:
    house = Warehouse()

    outcome = house.bench.try_tell([PrepareShipment(case="c1", step="ship", warehouse="main")])

    assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError"]


def test_a_released_case_is_not_shipped() -> None:
    house = Warehouse()
    house.receive(A=1)
    house.reserve("c1", A=1)
    house.release("c1")

    told = house.prepare("c1")

    assert told == [ShipmentNotPossible(case="c1", step="ship", missing=())]


def test_a_recall_brings_the_goods_back_and_wakes_who_waits() -> None:
    house = Warehouse()
    dispatched(house, A=25)
    house.reserve("c2", A=20)

    told = house.recall("case_1")

    assert told == [ShipmentRecalled(case="case_1", step="ship"), StockReserved(case="c2", step="stock")]
    assert house.figures("A") == (25, 20)


def test_a_repeated_recall_brings_nothing_back_twice() -> None:
    house = Warehouse()
    dispatched(house, A=2)
    first = house.recall("case_1")

    again = house.recall("case_1")

    assert again == first
    assert house.figures("A") == (2, 0)


def test_a_release_after_a_recall_or_a_shipment_changes_nothing() -> None:
    house = Warehouse()
    dispatched(house, A=2)

    shipped = house.release("case_1")
    house.recall("case_1")
    recalled = house.release("case_1")

    assert shipped == recalled == [StockReleased(case="case_1", step="stock")]
    assert house.figures("A") == (2, 0)


def test_what_a_carrier_has_taken_cannot_be_recalled() -> None:
    house = Warehouse()
    told = dispatched(house, A=2)
    house.carrier("case_1", "ev1", "in_transit", at=1)

    refused = house.recall("case_1")

    reason = f"parcel {told.parcels[0].tracking} is already in transit"
    assert refused == [RecallRefused(case="case_1", step="ship", reason=reason)]
    assert house.figures("A") == (0, 0)


def test_a_recall_that_comes_first_leaves_a_tombstone() -> None:
    house = Warehouse()
    house.receive(A=2)
    house.reserve("case_1", A=2)
    recalled = house.recall("case_1")

    told = house.prepare("case_1")

    assert told == recalled == [ShipmentRecalled(case="case_1", step="ship")]
    assert house.figures("A") == (2, 2)


@pytest.mark.parametrize("pieces", [1, 19, 20, 21, 40, 2001])
def test_parcels_hold_all_pieces_and_none_too_many(pieces: int) -> None:
    rule = PackingRule(pieces=20, parcels=10)

    parcels = packed(lines(A=pieces, B=7), rule)

    assert sum(line.quantity for parcel in parcels for line in parcel) == pieces + 7
    assert len(parcels) <= 10
    fullest = max(sum(line.quantity for line in parcel) for parcel in parcels)
    assert fullest <= max(20, -(-(pieces + 7) // 10))


def test_the_check_digit_is_that_of_the_standard() -> None:
    """RB 47312482 9 US is the example of UPU S10's own description; 5 and 0 stand for 11 and 10."""
    assert check_digit("47312482") == 9
    assert check_digit("00000000") == 5


def test_every_parcel_has_a_number_of_its_own_that_stays() -> None:
    numbers = [tracking_number("shp_1", parcel, "FR") for parcel in range(1, 1000)]

    assert len(set(numbers)) == 999
    assert numbers[0] == tracking_number("shp_1", 1, "FR")
    assert all(len(number) == 25 and number.endswith("FR") for number in numbers)
