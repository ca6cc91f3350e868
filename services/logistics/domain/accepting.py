"""AcceptGoods: goods that come in because of a case, bought or sent back."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.logistics.domain.arrival import Arrival
from services.logistics.domain.arriving import Arrived, arrive, needed_to_arrive, why_not
from services.logistics.domain.claim import claims_of, closed_by_return
from services.logistics.domain.movement import Movement, traces_of
from services.logistics.domain.rules import Rules
from services.logistics.domain.shipment import Shipment, shipment_id
from services.logistics.domain.stock_level import levels
from services.logistics.domain.valuation import value_posted
from services.logistics.domain.waking import wake_if_waiting
from shared.contracts.decision import Decision, Entity, Key, Known, Moment, Need
from shared.contracts.goods import AcceptGoods, GoodsAccepted, GoodsGivenBack, GoodsRefused
from shared.contracts.message import Message


@dataclass(frozen=True)
class Accepting:
    """Decides on AcceptGoods."""

    rules: Rules

    def needed(self, message: AcceptGoods, moment: Moment) -> Iterable[Need]:
        yield Key(Arrival, message.case)
        yield from needed_to_arrive(message.warehouse, message.lines, moment)
        if message.source == "return" and message.of_case:
            yield from (Key(Shipment, id) for id in _shipments(message))

    def then(self, message: AcceptGoods, known: Known, _moment: Moment) -> Iterable[Need]:
        return [need for sent in _sent(message, known) for need in claims_of(sent)]

    def accept(self, message: AcceptGoods, known: Known, moment: Moment) -> Decision:
        """Put the goods on hand, once per case: all of them or, when something is wrong, nothing. What comes back
        must have been shipped for the case that it was sold by."""
        earlier = known.get(Arrival, message.case)
        if earlier is not None:
            return Decision(send=(_again(message, earlier),))
        reason = self._refusal(message, known, moment)
        if reason:
            return Decision(send=(GoodsRefused(case=message.case, step=message.step, reason=reason),))
        arrived = arrive(message.warehouse, message.lines, known, self.rules, moment)
        arrival = Arrival(
            message.case,
            moment.tenant,
            message.warehouse,
            "accepted",
            arrived.lines,
            tuple(lot.id for lot in arrived.lots),
            message.of_case if message.source == "return" else "",
        )
        return self._accepted(message, arrival, arrived, known, moment)

    def _refusal(self, message: AcceptGoods, known: Known, moment: Moment) -> str:
        if message.currency != self.rules.currency:
            return f"The stock is valued in {self.rules.currency}, and the goods cost {message.currency}."
        fault = why_not(message.warehouse, message.lines, known, moment)
        if fault is not None:
            return fault.reason
        if message.source == "return" and message.of_case:
            return _never_sent(message, _sent(message, known))
        return ""

    def _accepted(
        self, message: AcceptGoods, arrival: Arrival, arrived: Arrived, known: Known, moment: Moment
    ) -> Decision:
        items, told = levels(arrived.items)
        moved = self._movement(message, arrival, moment)
        today = self.rules.today(moment.tenant, moment.now)
        messages: tuple[Message, ...] = (
            GoodsAccepted(case=message.case, step=message.step),
            *wake_if_waiting(message.case, items),
            *value_posted(moved, message.case, self.rules.currency, today),
            *told,
        )
        return Decision(
            save=(arrival, *items, *arrived.lots, *_come_back(message, known, moment)),
            add=(moved,),
            send=messages,
        )

    def _movement(self, message: AcceptGoods, arrival: Arrival, moment: Moment) -> Movement:
        return Movement(
            id="arr_" + message.case.removeprefix("case_"),
            tenant=moment.tenant,
            reason="receipt" if message.source == "purchase" else "return",
            source=message.case,
            at=moment.now,
            lines=arrival.lines,
            reference=message.reference,
            warehouse=message.warehouse,
            traces=traces_of(arrival.lines),
        )


def _again(message: AcceptGoods, earlier: Arrival) -> GoodsAccepted | GoodsGivenBack:
    if earlier.state == "given_back":
        return GoodsGivenBack(case=message.case, step=message.step)
    return GoodsAccepted(case=message.case, step=message.step)


def _shipments(message: AcceptGoods) -> tuple[str, ...]:
    return (shipment_id(message.of_case), shipment_id(message.of_case, rest=True))


def _sent(message: AcceptGoods, known: Known) -> list[Shipment]:
    """The shipments of the case that the goods were sold by."""
    if message.source != "return" or not message.of_case:
        return []
    found = (known.get(Shipment, id) for id in _shipments(message))
    return [shipment for shipment in found if shipment is not None and shipment.state == "dispatched"]


def _never_sent(message: AcceptGoods, sent: list[Shipment]) -> str:
    """More of an article than was shipped and has not come back yet."""
    wanted: dict[str, int] = {}
    for line in message.lines:
        wanted[line.article] = wanted.get(line.article, 0) + line.quantity
    for article, pieces in wanted.items():
        out = sum(shipment.out(article) for shipment in sent)
        if pieces > out:
            return f"{article}: {pieces} pieces come back, and {out} of {message.of_case} are out."
    return ""


def _come_back(message: AcceptGoods, known: Known, moment: Moment) -> tuple[Entity, ...]:
    """The shipments, which know now what has come back of them, and the claims that are settled by it."""
    saved: list[Entity] = []
    sent = _sent(message, known)
    pieces = {line.article: 0 for line in message.lines}
    for line in message.lines:
        pieces[line.article] += line.quantity
    for shipment in sent:
        changed = shipment
        for article, quantity in pieces.items():
            back = min(quantity, shipment.out(article))
            if back:
                changed = changed.with_return(article, back)
                pieces[article] -= back
        if changed is not shipment:
            saved.append(changed)
            saved.extend(closed_by_return(changed, known, moment))
    return tuple(saved)
