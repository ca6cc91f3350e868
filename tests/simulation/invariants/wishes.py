"""What offices wished for beside the cases is as they wished: comments, editions, claims, limits, acknowledgements."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from services.accounting.domain.acknowledging import Acknowledgement
from services.accounting.domain.customer import Customer
from services.intake.domain.case import Case
from services.intake.domain.comment import Comment
from services.intake.domain.task import Task, review_task
from services.intake.domain.timeline import TimelineEntry
from services.notifications.domain.redelivery import Redelivery
from services.validation.domain.review import Refusal, Review, review_id
from shared.contracts.accounts import AcknowledgeEntries, SetCreditLimit
from shared.contracts.cases import CommentCase
from shared.contracts.documents import DecideReview
from shared.contracts.people import ClaimTask
from shared.contracts.subscriptions import RedeliverFailed
from tests.simulation.gateway import TENANTS
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import See


class Wishes:
    """_limits: by customer, the wishes with the latest instant; _supervised: reviews that a supervisor decided on;
    _decisions: by review and person."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._comments: Counter[str] = Counter()
        self._editions: dict[str, int] = {}
        self._changed: Counter[str] = Counter()
        self._claimed: dict[str, set[str]] = {}
        self._reviews: dict[str, Review] = {}
        self._supervised: set[tuple[str, str]] = set()
        self._decisions: dict[tuple[str, str], list[DecideReview]] = {}
        self._refused: dict[str, Refusal] = {}
        self._limits: dict[str, tuple[datetime, set[Decimal | None]]] = {}
        self._customers: dict[str, Customer] = {}
        self._wanted: set[str] = set()
        self._redeliveries: set[str] = set()
        self._ended: set[str] = set()
        self._kept: set[str] = set()

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {
            CommentCase: lambda message: self._comments.update({message.comment: 1}),
            Comment: lambda comment: self._comments.subtract({comment.text: 1}),
            Case: self._case,
            TimelineEntry: self._entry,
            ClaimTask: self._claim,
            DecideReview: self._decision,
            Review: self._review,
            SetCreditLimit: self._limit,
            Customer: self._customer,
            AcknowledgeEntries: lambda message: self._wanted.add(message.acknowledgement),
            Acknowledgement: lambda kept: self._kept.add(kept.id),
            RedeliverFailed: lambda message: self._redeliveries.add(message.redelivery),
            Redelivery: self._redelivery,
        }

    def _case(self, case: Case) -> None:
        self._editions[case.id] = case.edition

    def _entry(self, entry: TimelineEntry) -> None:
        self._changed[entry.case] += sum(fact.what == "case_changed" for fact in entry.facts)

    def _claim(self, message: ClaimTask) -> None:
        self._claimed.setdefault(message.case, set()).add(message.assignee)

    def _decision(self, message: DecideReview) -> None:
        if message.supervisor:
            self._supervised.add((message.case, message.step))
        place = (review_id(message.case, message.step), message.actor.id)
        self._decisions.setdefault(place, []).append(message)

    def _review(self, review: Review) -> None:
        place = (review.case, review.step)
        claimed = self._claimed.get(review.case, set())
        assert not review.assignee or review.assignee in claimed, f"nobody claimed {review}"
        self._reviews[review.id] = review
        self._check_refusal(review)
        if review.state == "decided" and review.assignee and review.decided_by is not None:
            own = review.decided_by.id == review.assignee or place in self._supervised
            assert own, f"decided by somebody else than its assignee: {review}"

    def _check_refusal(self, review: Review) -> None:
        """Whoever holds a task by the work list may decide it, as soon as it says so."""
        refusal = review.last_refusal
        if refusal is None or refusal == self._refused.get(review.id):
            return
        self._refused[review.id] = refusal
        if refusal.reason == "claimed_by_other":
            tried = self._decisions.get((review.id, refusal.actor.id), [])
            told = f"{refusal} although the work list said otherwise: {review}, {tried}"
            assert any(one.held_by != refusal.actor.id or one.claims < review.claims for one in tried), told

    def _limit(self, message: SetCreditLimit) -> None:
        at, wishes = self._limits.get(message.customer, (message.at, set()))
        if message.at >= at:
            same = wishes if message.at == at else set()
            self._limits[message.customer] = (message.at, same | {message.credit_limit})

    def _customer(self, customer: Customer) -> None:
        if customer.tenant == TENANTS[0]:  # the only one that sets limits: messages do not name their tenant
            self._customers[customer.customer] = customer

    def _redelivery(self, redelivery: Redelivery) -> None:
        if redelivery.state != "running":
            self._ended.add(redelivery.id)

    def check(self) -> None:
        uneven = {text: times for text, times in self._comments.items() if times}
        assert not uneven, f"comments lost (above zero) or kept twice: {uneven}"
        for case, edition in self._editions.items():
            assert edition == self._changed[case], (
                f"{case}: edition {edition} after {self._changed[case]} changes"
            )
        self._editions.clear()
        self._check_tasks()
        assert self._wanted == self._kept, (
            f"acknowledgements, kept or wanted alone: {self._wanted ^ self._kept}"
        )
        running = self._redeliveries ^ self._ended
        assert not running, f"redeliveries that never end, or that nobody wanted: {running}"
        for name, customer in self._customers.items():
            _, wishes = self._limits.get(name, (None, {customer.credit_limit}))
            assert customer.credit_limit in wishes, f"{customer}, but the last wish was {wishes}"

    def _check_tasks(self) -> None:
        """A work list shows what there is to decide, and who has it."""
        for review in self._reviews.values():
            task = self._evidence.find("intake", Task, review_task(review.case, review.step))
            if review.state == "open":
                told = f"{review}, but {task}"
                assert task is not None, told
                assert (task.state, task.assignee) == ("open", review.assignee), told
            else:
                assert task is None or task.state != "open", f"{review}, but {task}"
        self._reviews.clear()
