"""Logistics puts goods on hand that were bought, or that come back."""

from services.intake.domain.action import Action, Asking
from services.intake.domain.answers import Done, Refused, UndoFailed, Undone
from services.intake.domain.case import Case
from shared.contracts.goods import (
    AcceptGoods,
    GiveBackGoods,
    GiveBackRefused,
    GoodsAccepted,
    GoodsGivenBack,
    GoodsRefused,
)
from shared.contracts.values import GoodsLine, Line, Trace

NO_TRACE = Trace()


def _ask(asking: Asking) -> AcceptGoods:
    case = asking.case
    is_bought = asking.step.source == "purchase"
    return AcceptGoods(
        case=case.id,
        step=asking.step.name,
        warehouse=case.warehouse,
        source="purchase" if is_bought else "return",
        lines=tuple(_goods(line, is_bought) for line in case.lines),
        reference=case.reference,
        of_case=case.of_case,
        currency=case.currency,
    )


def _goods(line: Line, is_bought: bool) -> GoodsLine:
    """What comes back is worth what the house's own books say, not what it was sold for."""
    trace = line.trace or NO_TRACE
    return GoodsLine(
        article=line.article,
        quantity=line.quantity,
        unit_cost=line.unit_price if is_bought else None,
        lot=trace.lot,
        expires_on=trace.expires_on,
        serials=trace.serials,
    )


def _undo(case: Case, step: str) -> GiveBackGoods:
    return GiveBackGoods(case=case.id, step=step, warehouse=case.warehouse)


ACCEPT_GOODS = Action(
    name="accept_goods",
    ask=_ask,
    answers={
        GoodsAccepted: lambda _: Done("goods_accepted"),
        GoodsRefused: lambda event: Refused(event.reason),
        GoodsGivenBack: lambda _: Undone("goods_given_back"),
        GiveBackRefused: lambda event: UndoFailed(event.reason),
    },
    undo=_undo,
    binds=True,
    needs=("lines",),
    sourced=True,
)
