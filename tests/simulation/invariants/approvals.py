"""Who decides: two different persons where two are wanted, nobody on their own work; and nothing is overdue in
silence."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.intake.domain.case import Case
from services.intake.domain.rating import Rating
from services.intake.domain.task import Task
from services.intake.domain.timeline import TimelineEntry
from services.validation.domain.review import Review
from shared.contracts.cases import RateCase
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.invariants.progress import SLACK
from tests.simulation.witness import See

_LIMIT = Decimal("5000.00")
"""Of a supplier's invoice: what is above needs two persons (services/intake/case_types/supplier_invoice.yaml)."""


class Approvals:
    """_rated: ratings told of a case since nothing was in flight, and before; _open: tasks that somebody may be late
    with."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._gross: dict[str, Decimal] = {}
        self._reviews: dict[str, Review] = {}
        self._open: dict[str, Task] = {}
        self._told: dict[str, set[int]] = {}
        self._ratings: dict[str, Rating] = {}
        self._rated: Counter[str] = Counter()

    @property
    def sees(self) -> Mapping[type[Any], See]:
        return {
            Case: self._case,
            Review: self._review,
            Task: self._task,
            TimelineEntry: self._entry,
            RateCase: lambda message: self._told.setdefault(message.case, set()).add(message.rating),
            Rating: lambda rating: self._ratings.update({rating.id: rating}),
        }

    def _case(self, case: Case) -> None:
        if case.type == "supplier_invoice":
            self._gross[case.id] = case.gross

    def _review(self, review: Review) -> None:
        if review.state == "decided" and review.decided_by is not None and review.answer == "accept":
            second = review.decided_by.id
            assert second not in review.not_by, f"decided by somebody who had decided before: {review}"
            if review.four_eyes:
                first = review.accepted_by
                assert first is not None and first.id != second, f"two persons are wanted: {review}"
                assert second != review.changed_by, f"the second person has changed the case: {review}"
            if review.step == "approve":
                self._reviews[review.id] = review

    def _task(self, task: Task) -> None:
        if task.state == "open":
            self._open[task.id] = task
        else:
            self._open.pop(task.id, None)

    def _entry(self, entry: TimelineEntry) -> None:
        self._rated[entry.case] += sum(fact.what == "case_rated" for fact in entry.facts)

    def check(self) -> None:
        for review in self._reviews.values():
            if self._gross.get(review.case, Decimal(0)) > _LIMIT:
                assert review.four_eyes, f"{self._gross[review.case]} was approved by one person: {review}"
        self._reviews.clear()
        for task in self._open.values():
            late = task.due_at is not None and task.due_at < self._evidence.now - SLACK
            assert not late, f"overdue, and nobody was called: {task}"
        for rating in self._ratings.values():
            told = self._told.get(rating.id, {rating.rating})
            assert rating.rating in told, f"{rating}, but {told} was told"
            assert self._rated[rating.id] >= 1, f"the story of {rating.id} does not tell of {rating}"
