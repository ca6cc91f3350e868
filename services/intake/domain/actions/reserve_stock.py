"""Logistics sets aside what a case needs, or keeps the case on backorder."""

from collections.abc import Iterable

from services.intake.domain.action import Action, Asking
from services.intake.domain.answers import Answer, Done, Refused, Undone, Waiting
from services.intake.domain.case import Case
from shared.contracts.stock import (
    ReleaseStock,
    ReserveStock,
    StockRefused,
    StockReleased,
    StockReserved,
    StockShort,
)
from shared.contracts.values import Line, MissingStock, StockLine


def _ask(asking: Asking) -> ReserveStock:
    case = asking.case
    recipient = case.party("recipient", "buyer")
    return ReserveStock(
        case=case.id,
        step=asking.step.name,
        warehouse=case.warehouse,
        lines=_pieces(case.lines),
        partial=asking.step.partial,
        area=recipient.area if recipient else "",
    )


def _pieces(lines: Iterable[Line]) -> tuple[StockLine, ...]:
    """Pieces by article: an article may stand on several lines."""
    wanted: dict[str, int] = {}
    for line in lines:
        wanted[line.article] = wanted.get(line.article, 0) + line.quantity
    return tuple(StockLine(article=article, quantity=quantity) for article, quantity in wanted.items())


def _undo(case: Case, step: str) -> ReleaseStock:
    return ReleaseStock(case=case.id, step=step, warehouse=case.warehouse)


def _reserved(event: StockReserved) -> Answer:
    return Done(details={"to_follow": missing_text(event.rest)} if event.rest else {})


def _short(event: StockShort) -> Answer:
    return Waiting("stock", missing_text(event.missing), revokes=True)


def missing_text(missing: Iterable[MissingStock]) -> str:
    """Such as `A-1: 5 wanted, 2 available`."""
    return "; ".join(f"{item.article}: {item.wanted} wanted, {item.available} available" for item in missing)


RESERVE_STOCK = Action(
    name="reserve_stock",
    ask=_ask,
    answers={
        StockReserved: _reserved,
        StockShort: _short,
        StockRefused: lambda event: Refused(event.reason),
        StockReleased: lambda _: Undone(),
    },
    undo=_undo,
    binds=True,
    needs=("lines",),
    parts=True,
)
