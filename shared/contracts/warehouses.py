"""Messages of logistics: warehouses and articles, and what an ERP has fetched of them."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from shared.contracts.message import Message, command
from shared.contracts.values import Actor, ErpReference

WarehouseRule = Literal["nearest", "fullest", "one_parcel"]


@command("warehouse.define.v1", by="gateway", to="logistics", partition_by=())
class DefineWarehouse(Message):
    """A warehouse, with where it is and what it promises; see `House`. From the first one on, only those that are
    defined are known."""

    warehouse: str
    name: str
    line1: str
    postcode: str
    city: str
    country: str
    latitude: Decimal | None
    longitude: Decimal | None
    cut_off: int
    transit_days: int
    pieces_per_parcel: int | None
    active: bool
    actor: Actor


@command("warehouse.set_rule.v1", by="gateway", to="logistics", partition_by=())
class SetWarehouseRule(Message):
    """By what rule a warehouse is chosen for cases that leave the choice."""

    rule: WarehouseRule
    actor: Actor


@command("article.define.v1", by="gateway", to="logistics", partition_by=("article",))
class DefineArticle(Message):
    """What an article is, as the ERP says it. weight: kilograms a piece; `at` is when it was said: of two definitions
    the later one counts, whichever comes first."""

    article: str
    label: str
    unit: str
    weight: Decimal | None
    lot_tracked: bool
    serial_tracked: bool
    at: datetime
    actor: Actor


@command("movement.acknowledge.v1", by="gateway", to="logistics", partition_by=("acknowledgement",))
class AcknowledgeMovements(Message):
    """An ERP that pulls has these stock movements now, each under its own reference. `acknowledgement` is the id made
    at the door, under which the results are kept."""

    acknowledgement: str
    items: tuple[ErpReference, ...]
    actor: Actor
