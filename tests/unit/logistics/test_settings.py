import pytest

from services.logistics.domain.packing import PackingRule
from services.logistics.settings import Settings
from shared.contracts.catalogue import received_by
from tests.unit.logistics.warehouse import Warehouse, lines


def test_defaults_suit_a_french_house() -> None:
    assert Settings.read({}).rules.packing == PackingRule(pieces=20, parcels=100, country="FR")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOGISTICS_PIECES_PER_PARCEL", "0"),
        ("LOGISTICS_PIECES_PER_PARCEL", "many"),
        ("LOGISTICS_PARCELS_PER_SHIPMENT", "1000"),
        ("LOGISTICS_COUNTRY", "fr"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        Settings.read({name: value})


def test_the_house_packs_by_its_settings() -> None:
    house = Warehouse({"LOGISTICS_PIECES_PER_PARCEL": "2", "LOGISTICS_COUNTRY": "BE"})
    house.receive(A=3)
    house.reserve("case_1", A=3)

    house.prepare("case_1")

    parcels = house.shipment("case_1").parcels
    assert [parcel.contents for parcel in parcels] == [lines(A=2), lines(A=1)]
    assert parcels[0].tracking.endswith("BE")


def test_every_message_for_logistics_has_its_decision() -> None:
    from services.logistics.service import room

    assert {row.message for row in room({}).table} == set(received_by("logistics"))
