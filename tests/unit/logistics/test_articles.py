"""Articles, as the ERP defines them, and stock changes that it fetches."""

from datetime import datetime, timedelta
from decimal import Decimal

from services.logistics.domain.acknowledging import Acknowledgement
from services.logistics.domain.article import Article
from services.logistics.domain.movement import Movement
from services.logistics.service import room
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import Actor, ErpReference, GoodsLine
from shared.contracts.warehouses import AcknowledgeMovements, DefineArticle
from tests.support.deciding import START, Deciding

ERP = Actor(kind="client", id="erp")


def a_definition(label: str, at: datetime = START) -> DefineArticle:
    return DefineArticle(
        article="CH-100",
        label=label,
        unit="piece",
        weight=Decimal("4.200"),
        lot_tracked=False,
        serial_tracked=False,
        at=at,
        actor=ERP,
    )


def label_of(bench: Deciding) -> str:
    article = bench.get(Article, "acme/CH-100")
    assert article is not None
    return article.label


def test_a_definition_replaces_the_one_before() -> None:
    bench = Deciding(room({}))
    bench.tell(a_definition("Chair"))

    bench.tell(a_definition("Chair, oak", START + timedelta(seconds=1)))

    assert label_of(bench) == "Chair, oak"


def test_a_definition_that_was_overtaken_changes_nothing() -> None:
    bench = Deciding(room({}))
    bench.tell(a_definition("Chair, oak", START + timedelta(seconds=1)))

    bench.tell(a_definition("Chair"))

    assert label_of(bench) == "Chair, oak"


def a_receipt(bench: Deciding) -> None:
    lines = (GoodsLine(article="CH-100", quantity=5),)
    bench.tell(ReceiveGoods(receipt="rcp_1", warehouse="lyon", lines=lines, reference="BL 7", actor=ERP))


def acknowledged(bench: Deciding, id: str, reference: str) -> str:
    items = (ErpReference(id="rcp_1", reference=reference),)
    bench.tell(AcknowledgeMovements(acknowledgement=id, items=items, actor=ERP))
    kept = bench.get(Acknowledgement, id)
    assert kept is not None
    return kept.items[0].result


def test_a_movement_is_acknowledged_once_and_under_one_reference() -> None:
    bench = Deciding(room({}))
    a_receipt(bench)

    results = [
        acknowledged(bench, "ack_1", "ST-1"),
        acknowledged(bench, "ack_2", "ST-1"),
        acknowledged(bench, "ack_3", "ST-2"),
    ]

    movement = bench.get(Movement, "rcp_1")
    assert results == ["acknowledged", "already_acknowledged", "other_reference"]
    assert movement is not None
    assert (movement.synced, movement.erp_reference) == (True, "ST-1")


def test_what_moved_knows_its_warehouse() -> None:
    bench = Deciding(room({}))
    a_receipt(bench)

    assert [movement.warehouse for movement in bench.all(Movement)] == ["lyon"]
