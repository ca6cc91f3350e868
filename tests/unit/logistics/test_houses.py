"""Which warehouse a case is given to, what is sent in parts, what expires, what comes late and what is claimed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from services.logistics.domain.claim import Claim
from services.logistics.domain.departments import area_of, department
from services.logistics.domain.house import House, Warehouse
from services.logistics.domain.promising import promised_on
from services.logistics.domain.reservation import Reservation, rest_id
from services.logistics.domain.rules import Rules
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.settings import Settings
from shared.contracts.goods import (
    AcceptGoods,
    GiveBackGoods,
    GiveBackRefused,
    GoodsAccepted,
    GoodsGivenBack,
    GoodsRefused,
)
from shared.contracts.message import Message
from shared.contracts.shipments import (
    CheckShipment,
    RecallRefused,
    ShipmentDelayed,
    ShipmentDispatched,
    ShipmentNotPossible,
)
from shared.contracts.stock import (
    ExpireReservation,
    ReservationExpired,
    ReserveStock,
    SetReorderRule,
    StockLow,
    StockRefused,
    StockReserved,
)
from shared.contracts.stock_value import PostStockValue
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import GoodsLine
from shared.contracts.warehouses import DefineWarehouse, SetWarehouseRule, WarehouseRule
from tests.unit.logistics.warehouse import AGENT, goods, lines
from tests.unit.logistics.warehouse import Warehouse as Story

PLACES = {"lyon": "69007", "lille": "59000", "nice": "06000"}


def define(story: Story, code: str, pieces_per_parcel: int | None = None) -> None:
    story.tell(
        DefineWarehouse(
            warehouse=code,
            name=code,
            line1="",
            postcode=PLACES[code],
            city=code,
            country="FR",
            latitude=None,
            longitude=None,
            cut_off=15,
            transit_days=2,
            pieces_per_parcel=pieces_per_parcel,
            active=True,
            actor=AGENT,
        )
    )


def three_houses(rule: WarehouseRule) -> Story:
    story = Story()
    for code in PLACES:
        define(story, code)
        receipt = ReceiveGoods(
            receipt=f"rcp_{code}", warehouse=code, lines=goods(A=5), reference="", actor=AGENT
        )
        story.tell(receipt)
    story.tell(SetWarehouseRule(rule=rule, actor=AGENT))
    return story


def given_to(story: Story, area: str = "", case: str = "case_1", **quantities: int) -> str:
    wish = ReserveStock(case=case, step="stock", warehouse="any", lines=lines(**quantities), area=area)
    story.tell(wish)
    reservation = story.bench.get(Reservation, case)
    assert reservation is not None
    return reservation.warehouse


@pytest.mark.parametrize(
    ("area", "warehouse"), [("FR-13", "nice"), ("FR-62", "lille"), ("FR-42", "lyon"), ("BE", "lyon")]
)
def test_the_nearest_house_is_chosen(area: str, warehouse: str) -> None:
    assert given_to(three_houses("nearest"), area, A=1) == warehouse


def test_a_house_that_has_everything_comes_before_a_nearer_one() -> None:
    story = three_houses("nearest")
    more = ReceiveGoods(receipt="rcp_more", warehouse="lille", lines=goods(A=5), reference="", actor=AGENT)
    story.tell(more)

    assert given_to(story, "FR-06", A=8) == "lille"


def test_the_fullest_house_is_chosen() -> None:
    story = three_houses("fullest")
    more = ReceiveGoods(receipt="rcp_more", warehouse="nice", lines=goods(A=5), reference="", actor=AGENT)
    story.tell(more)

    assert given_to(story, "FR-59", A=2) == "nice"


def test_the_house_that_makes_one_parcel_is_chosen() -> None:
    story = three_houses("one_parcel")
    define(story, "lyon", pieces_per_parcel=1)

    assert given_to(story, "FR-69", A=3) == "lille"


def test_a_warehouse_that_nobody_defined_is_refused() -> None:
    story = three_houses("nearest")

    (told,) = story.tell(ReserveStock(case="case_1", step="stock", warehouse="paris", lines=lines(A=1)))

    assert isinstance(told, StockRefused)
    assert "paris" in told.reason


def test_houses_keep_their_order_and_their_place() -> None:
    story = three_houses("nearest")

    house = story.bench.get(House, "acme")

    assert house is not None
    assert [one.code for one in house.warehouses] == list(PLACES)


@pytest.mark.parametrize(
    ("postcode", "found"), [("69003", "69"), ("20000", "2A"), ("20600", "2B"), ("97400", "974"), ("x", "")]
)
def test_a_department_follows_from_the_postcode(postcode: str, found: str) -> None:
    assert department(postcode) == found
    assert area_of("FR", postcode) == (f"FR-{found}" if found else "FR")


def in_parts(story: Story, **quantities: int) -> list[Message]:
    wish = ReserveStock(
        case="case_1", step="stock", warehouse="main", lines=lines(**quantities), partial=True
    )
    return story.tell(wish)


def test_what_is_there_is_sent_and_the_rest_follows_when_it_comes() -> None:
    story = Story()
    story.receive(A=2)

    (reserved,) = in_parts(story, A=5)
    (first,) = story.prepare("case_1")
    (second,) = story.receive(A=3)

    assert isinstance(reserved, StockReserved)
    assert [(lack.article, lack.wanted) for lack in reserved.rest] == [("A", 3)]
    assert isinstance(first, ShipmentDispatched)
    assert first.rest
    assert isinstance(second, ShipmentDispatched)
    assert (second.shipment, second.rest, second.step) == (shipment_id("case_1", rest=True), (), "ship")


def test_the_rest_of_a_case_stands_before_those_who_came_later() -> None:
    story = Story()
    in_parts(story, A=2)
    story.reserve("case_2", A=1)

    story.receive(A=1)
    story.receive(A=1)

    assert story.state(rest_id("case_1")) == "reserved"
    assert story.state("case_2") == "waiting"


def test_a_recall_takes_both_parts_back_and_nothing_follows() -> None:
    story = Story()
    story.receive(A=2)
    in_parts(story, A=5)
    story.prepare("case_1")

    story.recall("case_1")
    story.receive(A=3)

    assert story.figures("A") == (5, 0)
    assert story.state(rest_id("case_1")) == "released"


def test_a_reservation_that_does_not_ship_in_time_is_free_for_others_and_asked_for_anew() -> None:
    story = Story()
    story.receive(A=2)
    story.reserve("case_1", A=2)
    due_at = story.bench.all(Reservation)[0].due_at
    assert due_at is not None
    story.bench.now = due_at

    (told,) = story.tell(ExpireReservation(case="case_1", warehouse="main", due_at=due_at))

    assert isinstance(told, ReservationExpired)
    assert story.figures("A") == (2, 0)
    assert isinstance(story.prepare("case_1")[0], ShipmentNotPossible)
    assert isinstance(story.reserve("case_1", A=2)[0], StockReserved)


RULES = Settings.read({}).rules


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-03-02 10:00", "2026-03-04"),
        ("2026-03-02 15:30", "2026-03-05"),
        ("2026-03-06 10:00", "2026-03-10"),
        ("2026-03-07 16:00", "2026-03-11"),
        ("2026-05-07 10:00", "2026-05-12"),
    ],
)
def test_a_promise_counts_working_days_from_the_cut_off_hour(at: str, day: str) -> None:
    """8 May is a holiday, 9 and 10 May are a weekend."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    local = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Europe/Paris"))
    house = Warehouse("lyon", "", "69007", "Lyon", "FR")

    assert promised_on(local, "acme", house, RULES) == date.fromisoformat(day)


def sent(story: Story) -> Shipment:
    story.receive("rcp_a", A=1)
    story.reserve("case_1", A=1)
    story.prepare("case_1")
    return story.shipment("case_1")


def test_a_parcel_that_is_not_out_on_the_promised_day_is_told_of_once() -> None:
    story = Story()
    shipment = sent(story)
    assert shipment.due_at is not None
    story.bench.now = shipment.due_at
    check = CheckShipment(shipment=shipment.id, due_at=shipment.due_at)

    told = [*story.tell(check), *story.tell(check)]

    assert [type(message) for message in told] == [ShipmentDelayed]
    assert story.shipment("case_1").late


def test_a_parcel_out_for_delivery_is_not_late() -> None:
    story = Story()
    shipment = sent(story)
    assert shipment.due_at is not None
    story.carrier("case_1", "e1", "out_for_delivery", at=40)
    story.bench.now = shipment.due_at

    assert story.tell(CheckShipment(shipment=shipment.id, due_at=shipment.due_at)) == []


def test_a_lost_parcel_is_claimed_until_it_turns_up() -> None:
    story = Story()
    priced = GoodsLine(article="A", quantity=2, unit_cost=Decimal("3.10"))
    story.tell(ReceiveGoods(receipt="r", warehouse="main", lines=(priced,), reference="", actor=AGENT))
    story.reserve("case_1", A=2)
    story.prepare("case_1")

    story.carrier("case_1", "e1", "lost", at=40)
    (claim,) = story.bench.all(Claim)
    story.carrier("case_1", "e2", "delivered", at=50)

    assert (claim.kind, claim.worth, claim.is_open) == ("lost", Decimal("6.20"), True)
    assert [(one.is_open, one.outcome) for one in story.bench.all(Claim)] == [(False, "found")]


def returned(case: str, pieces: int, of_case: str = "case_1") -> AcceptGoods:
    line = GoodsLine(article="A", quantity=pieces)
    return AcceptGoods(
        case=case,
        step="back",
        warehouse="main",
        source="return",
        lines=(line,),
        reference="",
        of_case=of_case,
    )


def test_a_return_brings_back_what_was_sent_and_no_more() -> None:
    story = Story()
    sent(story)

    (first,) = story.tell(returned("case_2", 1))
    (second,) = story.tell(returned("case_3", 1))

    assert isinstance(first, GoodsAccepted)
    assert isinstance(second, GoodsRefused)
    assert story.figures("A") == (1, 0)


def test_what_a_return_gives_back_may_come_back_another_time() -> None:
    story = Story()
    sent(story)
    story.tell(returned("case_2", 1))

    (given_back,) = story.tell(GiveBackGoods(case="case_2", step="back", warehouse="main"))
    (again,) = story.tell(returned("case_3", 1))
    (beyond,) = story.tell(returned("case_4", 1))

    assert isinstance(given_back, GoodsGivenBack)
    assert isinstance(again, GoodsAccepted)
    assert isinstance(beyond, GoodsRefused)


def test_a_returned_parcel_is_settled_by_its_return_case() -> None:
    story = Story()
    sent(story)
    story.carrier("case_1", "e1", "returned", at=40)

    story.tell(returned("case_2", 1))

    assert [(one.kind, one.outcome) for one in story.bench.all(Claim)] == [("returned", "returned")]


def test_a_shipment_of_which_goods_have_come_back_is_not_recalled() -> None:
    story = Story()
    sent(story)
    story.tell(returned("case_2", 1))

    (refused,) = story.recall("case_1")

    reason = "goods of it have come back by a return, and so does the rest"
    assert refused == RecallRefused(case="case_1", step="ship", reason=reason)
    assert story.figures("A") == (1, 0)


def bought(case: str, pieces: int, cost: str) -> AcceptGoods:
    line = GoodsLine(article="A", quantity=pieces, unit_cost=Decimal(cost))
    return AcceptGoods(
        case=case, step="in", warehouse="main", source="purchase", lines=(line,), reference="BL"
    )


def test_values_are_posted_at_the_weighted_average() -> None:
    story = Story()
    told = [*story.tell(bought("case_1", 2, "10.00")), *story.tell(bought("case_2", 1, "13.00"))]
    story.reserve("case_3", A=3)
    told += story.prepare("case_3")

    amounts = [message.amount for message in told if isinstance(message, PostStockValue)]

    assert amounts == [Decimal("20.00"), Decimal("13.00"), Decimal("-33.00")]
    assert story.item("A").cost == Decimal("11")


def test_what_a_case_brought_leaves_again_unless_somebody_was_promised_it() -> None:
    story = Story()
    story.tell(bought("case_1", 2, "10.00"))
    story.reserve("case_2", A=1)
    undo = GiveBackGoods(case="case_1", step="in", warehouse="main")

    (refused,) = story.tell(undo)
    story.release("case_2")
    given_back = story.tell(undo)

    assert isinstance(refused, GiveBackRefused)
    assert isinstance(given_back[0], GoodsGivenBack)
    assert (story.figures("A"), story.item("A").value) == ((0, 0), Decimal(0))
    assert isinstance(story.tell(bought("case_1", 2, "10.00"))[0], GoodsGivenBack)


def test_low_stock_is_told_once_with_whole_packs_to_order() -> None:
    story = Story()
    story.receive(A=10)
    story.tell(SetReorderRule(warehouse="main", article="A", point=4, up_to=20, pack=6, actor=AGENT))

    told = [*story.reserve("case_1", A=6), *story.reserve("case_2", A=1)]

    low = [message for message in told if isinstance(message, StockLow)]
    assert [(one.available, one.proposed) for one in low] == [(4, 18)]


def test_a_house_that_never_lets_reservations_expire() -> None:
    assert Settings.read({"LOGISTICS_RESERVATION_DAYS": "0"}).rules.reservation_days == 0
    assert Rules().today("acme", sent(Story()).at + timedelta(days=0)) == date(2026, 3, 2)
