"""Trials of stock and parcels: in sandboxes by the article's code, and never elsewhere."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.logistics.domain.parcel_trial import ParcelTrial
from services.logistics.domain.sandbox import PLENTY, ROUTES, on_shelf, route_of
from services.logistics.domain.stock_item import StockItem, item_id
from services.logistics.service import room
from shared.contracts.message import Message
from shared.contracts.shipments import (
    ParcelMoved,
    PlayParcels,
    PrepareShipment,
    RecallShipment,
    RecordParcelEvent,
)
from shared.contracts.stock import ReserveStock, StockReserved, StockShort
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import GoodsLine, StockLine
from tests.support.deciding import START, Deciding
from tests.unit.logistics.warehouse import AGENT

SANDBOX = "acme~test"
DAY = timedelta(days=1)


@pytest.fixture
def bench() -> Deciding:
    return Deciding(room({}))


def reserve(bench: Deciding, article: str, tenant: str = SANDBOX, quantity: int = 2) -> tuple[Message, ...]:
    line = StockLine(article=article, quantity=quantity)
    return bench.tell(
        ReserveStock(case="case_1", step="stock", warehouse="main", lines=(line,)), tenant=tenant
    )


def ship(bench: Deciding, article: str) -> ParcelTrial:
    reserve(bench, article)
    bench.tell(PrepareShipment(case="case_1", step="ship", warehouse="main"), tenant=SANDBOX)
    trial = bench.get(ParcelTrial, "shp_1")
    assert trial is not None
    return trial


def play_out(bench: Deciding, trial: ParcelTrial | None) -> list[RecordParcelEvent]:
    """Every event, each reminder coming exactly when it is due."""
    events: list[RecordParcelEvent] = []
    while trial is not None and trial.due_at is not None:
        told = bench.tell(PlayParcels(shipment=trial.id), tenant=SANDBOX, at=trial.due_at)
        events += [event for event in told if isinstance(event, RecordParcelEvent)]
        trial = bench.get(ParcelTrial, trial.id)
    return events


@pytest.mark.parametrize("article", sorted(ROUTES))
def test_articles_of_trials_are_there_in_plenty_in_a_sandbox_alone(bench: Deciding, article: str) -> None:
    (told,) = reserve(bench, article)
    (live,) = Deciding(room({})).tell(
        ReserveStock(
            case="case_1", step="stock", warehouse="main", lines=(StockLine(article=article, quantity=1),)
        ),
        tenant="acme",
    )

    assert isinstance(told, StockReserved)
    item = bench.get(StockItem, item_id(SANDBOX, "main", article))
    assert item is not None
    assert (item.on_hand, item.reserved) == (PLENTY, 2)
    assert isinstance(live, StockShort)


def test_what_is_said_to_be_out_of_stock_is_short(bench: Deciding) -> None:
    (told,) = reserve(bench, "TEST-OUT-OF-STOCK")

    assert isinstance(told, StockShort)
    assert on_shelf(SANDBOX, "TEST-OUT-OF-STOCK") == 0


@pytest.mark.parametrize("article", sorted(ROUTES))
def test_parcels_go_through_what_their_article_names_in_due_time(bench: Deciding, article: str) -> None:
    events = play_out(bench, ship(bench, article))

    assert [(event.status, event.at - START) for event in events] == [
        (stage.status, stage.after) for stage in ROUTES[article]
    ]
    moved = [told for event in events for told in bench.tell(event, tenant=SANDBOX)]
    assert [told.status for told in moved if isinstance(told, ParcelMoved)] == [
        stage.status for stage in ROUTES[article]
    ]


def test_a_clock_that_leaps_makes_up_for_every_stage_once(bench: Deciding) -> None:
    trial = ship(bench, "TEST-PARCEL-LOST")

    told = bench.tell(PlayParcels(shipment=trial.id), tenant=SANDBOX, at=START + 30 * DAY)
    again = bench.tell(PlayParcels(shipment=trial.id), tenant=SANDBOX, at=START + 30 * DAY)

    assert [event.status for event in told if isinstance(event, RecordParcelEvent)] == [
        "in_transit",
        "delayed",
        "lost",
    ]
    assert again == ()


def test_nothing_happens_before_its_time(bench: Deciding) -> None:
    trial = ship(bench, "TEST-IN-STOCK")

    assert bench.tell(PlayParcels(shipment=trial.id), tenant=SANDBOX, at=START) == ()
    assert bench.get(ParcelTrial, trial.id) == trial


def test_the_parcels_of_a_recalled_shipment_stay_where_they_are(bench: Deciding) -> None:
    trial = ship(bench, "TEST-IN-STOCK")
    bench.tell(RecallShipment(case="case_1", step="ship", warehouse="main"), tenant=SANDBOX)

    assert play_out(bench, trial) == []
    assert bench.get(ParcelTrial, trial.id) == replace(trial, due_at=None)


def test_parcels_of_live_tenants_move_when_a_carrier_says_so() -> None:
    bench = Deciding(room({}))
    article = "TEST-PARCEL-LOST"
    goods = GoodsLine(article=article, quantity=2)
    bench.tell(ReceiveGoods(receipt="rcp_1", warehouse="main", lines=(goods,), reference="BL", actor=AGENT))
    reserve(bench, article, tenant="acme")

    bench.tell(PrepareShipment(case="case_1", step="ship", warehouse="main"), tenant="acme")

    assert bench.all(ParcelTrial) == []


def test_of_several_articles_the_worst_luck_counts() -> None:
    assert route_of(("TEST-IN-STOCK", "TEST-PARCEL-DELAYED", "TEST-PARCEL-LOST")) == "TEST-PARCEL-LOST"
    assert route_of(("CH-100",)) == "TEST-IN-STOCK"
