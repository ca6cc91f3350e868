"""Goods that come in because of a case. Not accepted here yet: all are refused, with that for the reason."""

from shared.contracts.decision import Decision, Known, Moment
from shared.contracts.goods import (
    AcceptGoods,
    GiveBackGoods,
    GiveBackRefused,
    GoodsAccepted,
    GoodsGivenBack,
    GoodsRefused,
)

NOT_YET = "This installation does not accept goods by cases yet."


def accept_goods(message: AcceptGoods, _known: Known, _moment: Moment) -> Decision:
    return Decision(send=(GoodsRefused(case=message.case, step=message.step, reason=NOT_YET),))


def give_back_goods(message: GiveBackGoods, _known: Known, _moment: Moment) -> Decision:
    """Nothing was accepted, so nothing has to be given back."""
    return Decision(send=(GoodsGivenBack(case=message.case, step=message.step),))


def accepted(message: AcceptGoods) -> GoodsAccepted:
    """What is told once the goods are on hand."""
    return GoodsAccepted(case=message.case, step=message.step)


def not_given_back(message: GiveBackGoods, reason: str) -> GiveBackRefused:
    """What is told when the goods are promised to somebody already."""
    return GiveBackRefused(case=message.case, step=message.step, reason=reason)
