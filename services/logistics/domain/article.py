"""What an article is, as the ERP says it. Stock needs no article to be known: this is for people who read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.contracts.decision import Decision, Key, Known, Moment, Need, refused
from shared.contracts.warehouses import DefineArticle

_OVERTAKEN = refused(
    "overtaken",
    "A definition of this article that was sent after this one is already known.",
    "Read the article, and send it again if it is not what you want.",
)


@dataclass(frozen=True, slots=True)
class Article:
    """weight: kilograms a piece, None when nobody said; lot_tracked, serial_tracked: whether pieces are told apart by
    lot or by serial number elsewhere; defined_at: when this was said."""

    id: str
    tenant: str
    article: str
    label: str
    unit: str
    weight: Decimal | None
    lot_tracked: bool
    serial_tracked: bool
    defined_at: datetime


def article_id(tenant: str, article: str) -> str:
    return f"{tenant}/{article}"


def needed(message: DefineArticle, moment: Moment) -> Iterable[Need]:
    return (Key(Article, article_id(moment.tenant, message.article)),)


def define(message: DefineArticle, known: Known, moment: Moment) -> Decision:
    """Keep what was said of the article, unless something later was heard already."""
    id = article_id(moment.tenant, message.article)
    before = known.get(Article, id)
    if before is not None and message.at <= before.defined_at:
        return Decision(answer=_OVERTAKEN)
    return Decision(
        save=(
            Article(
                id,
                moment.tenant,
                message.article,
                message.label,
                message.unit,
                message.weight,
                message.lot_tracked,
                message.serial_tracked,
                message.at,
            ),
        )
    )
