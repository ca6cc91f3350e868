"""People who act at the worst moment: just when a service has committed what their act will undo or contradict."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from services.accounting.domain.invoice import Invoice
from services.accounting.domain.settlement import Settlement
from services.intake.domain.case import Case
from services.intake.domain.task import Task, review_task
from services.logistics.domain.reservation import Reservation
from services.logistics.domain.shipment import Shipment
from services.validation.domain.review import Review
from shared.contracts.cases import CancelCase
from shared.contracts.documents import DecideReview
from shared.contracts.message import Message
from shared.contracts.people import ClaimTask
from shared.contracts.shipments import RecordParcelEvent
from shared.contracts.stocktaking import CountStock
from shared.contracts.values import Actor, GoodsLine
from shared.persistence.store import Commit
from tests.simulation.agenda import Agenda
from tests.simulation.faults import Faults
from tests.simulation.gateway import Gateway

CLIENT = Actor(kind="client", id="shop")
PERSONS = ("agent-1", "agent-2", "agent-3")


class Provocations:
    """Hears of commits and hands orders over at once; each reaches its service whenever it does."""

    def __init__(self, agenda: Agenda, gateway: Gateway, random: Random, faults: Faults) -> None:
        self._agenda = agenda
        self._gateway = gateway
        self._random = random
        self._faults = faults
        self._by_kind: dict[type[Any], Callable[[Any], Message | None]] = {
            Invoice: self._cancel_invoiced,
            Settlement: self._cancel_checked,
            Review: self._answer_or_cancel,
            Task: self._decide_what_was_claimed,
            Case: self._cancel_asked,
            Reservation: self._lose_reserved,
            Shipment: self._move_shipped,
        }

    def heard(self, commit: Commit) -> None:
        for entity, _ in commit.saves:
            provoked = self._by_kind.get(type(entity))
            if provoked is not None and self._faults.strikes(self._faults.rates.provoked * _weight(entity)):
                message = provoked(entity)
                if message is not None:
                    self._soon(message, entity.tenant)

    def _soon(self, message: Message, tenant: str) -> None:
        self._agenda.after(
            self._random.choice((0.0, 0.01, 0.3)) * self._random.random(),
            lambda: self._gateway.hand_over(message, tenant),
        )

    def _cancel_invoiced(self, invoice: Invoice) -> Message:
        return _cancel(invoice.case)

    def _cancel_checked(self, settlement: Settlement) -> Message:
        return _cancel(settlement.id)

    def _answer_or_cancel(self, review: Review) -> Message:
        """The first of two persons wants to be the second as well; who has just claimed it hands it over."""
        if review.state == "open" and review.assignee and review.accepted_by is None:
            return self._hand_over(review)
        if review.state != "open" or review.accepted_by is None:
            return _cancel(review.case)
        return DecideReview(
            case=review.case,
            step=review.step,
            round=review.round,
            answer="accept",
            reason="",
            actor=review.accepted_by,
            supervisor=True,
        )

    def _hand_over(self, review: Review) -> ClaimTask:
        others = [name for name in PERSONS if name != review.assignee]
        return ClaimTask(
            case=review.case,
            task=review_task(review.case, review.step),
            assignee=self._random.choice(others),
            actor=Actor(kind="agent", id=review.assignee),
            supervisor=True,
        )

    def _decide_what_was_claimed(self, task: Task) -> Message | None:
        """Whoever has just been given a review decides at once; the news of that may come later."""
        if task.state != "open" or not task.assignee or task.kind not in ("review", "approval"):
            return None
        return DecideReview(
            case=task.case,
            step=task.step,
            round=task.round,
            answer="accept",
            reason="it leaves tomorrow" if task.answered else "",
            actor=Actor(kind="agent", id=task.assignee),
            held_by=task.assignee,
            claims=task.claims,
            second=task.accepted_by is not None,
        )

    def _cancel_asked(self, case: Case) -> Message | None:
        """Above all when something has just been asked: the undo may then overtake it."""
        asked = any(step.state == "asked" for step in case.steps.values())
        return _cancel(case.id) if asked or self._random.random() < 0.1 else None

    def _lose_reserved(self, reservation: Reservation) -> Message | None:
        """Somebody counts, and finds nothing of what was just promised."""
        if reservation.state != "reserved":
            return None
        line = self._random.choice(reservation.lines)
        return CountStock(
            count=self._gateway.new_id("cnt"),
            warehouse=reservation.warehouse,
            lines=(GoodsLine(article=line.article, quantity=self._random.randint(0, line.quantity)),),
            actor=CLIENT,
        )

    def _move_shipped(self, shipment: Shipment) -> Message | None:
        """The carrier has it already."""
        if not shipment.parcels:
            return None
        return RecordParcelEvent(
            shipment=shipment.id,
            tracking=shipment.parcels[0].tracking,
            carrier_event=self._gateway.new_id("ev"),
            status="in_transit",
            at=self._agenda.now() + timedelta(seconds=1),
            place="Lyon",
        )


def _weight(entity: object) -> int:
    """The later, the more there is to undo."""
    if isinstance(entity, Case):
        last = (entity.steps.get(name) for name in ("issue_invoice", "ship"))
        return 4 if any(step is not None and step.state == "asked" for step in last) else 1
    if isinstance(entity, Review) and entity.state == "open" and (entity.accepted_by or entity.assignee):
        return 6
    if isinstance(entity, Task) and entity.state == "open" and entity.assignee:
        return 12
    return 6 if isinstance(entity, Invoice | Shipment) else 1


def _cancel(case: str) -> CancelCase:
    return CancelCase(case=case, actor=CLIENT, reason="a change of mind")
