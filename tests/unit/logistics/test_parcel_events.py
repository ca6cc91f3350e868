import itertools

import pytest

from services.logistics.domain.parcel_event import ParcelEvent
from shared.contracts.shipments import ParcelMoved, RecordParcelEvent
from tests.unit.logistics.warehouse import DAY, Warehouse


@pytest.fixture
def house() -> Warehouse:
    house = Warehouse()
    house.receive(A=2)
    house.reserve("case_1", A=2)
    house.prepare("case_1")
    return house


def effects(house: Warehouse) -> list[str]:
    return [event.effect for event in house.bench.all(ParcelEvent)]


def test_a_moved_parcel_is_told(house: Warehouse) -> None:
    told = house.carrier("case_1", "ev1", "in_transit", at=1)

    parcel = house.shipment("case_1").parcels[0]
    assert [type(message) for message in told] == [ParcelMoved]
    assert (parcel.status, parcel.place) == ("in_transit", "Lyon")


def test_a_carriers_event_told_twice_moves_nothing_twice(house: Warehouse) -> None:
    house.carrier("case_1", "ev1", "in_transit", at=1)

    told = house.carrier("case_1", "ev1", "in_transit", at=1)

    assert told == []
    assert effects(house) == ["moved"]


def test_a_late_event_is_kept_and_moves_nothing_backwards(house: Warehouse) -> None:
    house.carrier("case_1", "ev2", "delivered", at=9)

    told = house.carrier("case_1", "ev1", "in_transit", at=1)

    assert told == []
    assert effects(house) == ["moved", "late"]
    assert house.shipment("case_1").parcels[0].status == "delivered"


def test_news_of_the_same_status_is_kept_without_telling(house: Warehouse) -> None:
    house.carrier("case_1", "ev1", "in_transit", at=1)

    told = house.carrier("case_1", "ev2", "in_transit", at=2)

    assert told == []
    assert effects(house) == ["moved", "heard"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_of_arrival_never_matters(house: Warehouse, order: tuple[int, ...]) -> None:
    events = [("in_transit", 1), ("out_for_delivery", 5), ("delayed", 5), ("delivered", 5)]

    for number in order:
        status, at = events[number]
        house.carrier("case_1", f"ev{number}", status, at)

    assert house.shipment("case_1").parcels[0].status == "delivered"


def test_a_number_of_no_parcel_is_a_kept_fact(house: Warehouse) -> None:
    told = house.carrier("case_1", "ev1", "lost", at=1, tracking="nobody's")

    assert told == []
    assert effects(house) == ["unknown_parcel"]


def test_an_event_that_overtook_its_shipment_comes_again() -> None:
    house = Warehouse()
    early = RecordParcelEvent(shipment="shp_9", tracking="t", carrier_event="e", status="in_transit", at=DAY)

    outcome = house.bench.try_tell([early])

    assert [trouble.error for _, trouble in outcome.delayed] == ["NotYetError"]
