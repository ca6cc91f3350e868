"""The case: one piece of work handed over by the front office, and how far it has come."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from shared.contracts.cases import Priority, RaisedFor
from shared.contracts.values import DocumentRef, Line, PartyRef, PaymentTerms, Totals, VatAmount

Status = Literal[
    "open", "waiting", "needs_correction", "refusing", "cancelling", "refused", "cancelled", "closed"
]
FINAL: frozenset[str] = frozenset({"refused", "cancelled", "closed"})

StepState = Literal[
    "pending", "asked", "waiting", "done", "needs_correction", "refused", "undoing", "undone", "stuck"
]
IN_FLIGHT: frozenset[str] = frozenset({"asked", "waiting"})
TO_UNDO: frozenset[str] = frozenset({"asked", "waiting", "done", "needs_correction"})
TIMED: frozenset[str] = frozenset({"asked", "waiting", "needs_correction", "undoing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far one step of a case is.

    round: of the answer that counts; asked_at: None while it was never asked; done_at: when it was first told
    done, kept when it is undone later; due_at: when it has to have moved on; raised: somebody was called
    because it had not; heard: the revision of the latest news of it, where news have one; by: the
    person who decided it, where one did; since: when its state began, of states whose time is counted; worked,
    waited: milliseconds in such states before, see timing.py."""

    state: StepState = "pending"
    round: int = 0
    asked_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    raised: bool = False
    heard: int = 0
    by: str = ""
    since: datetime | None = None
    worked: int = 0
    waited: int = 0


NOT_ASKED = Step()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Who has to look at a case, and why. task: what the work list has for it; empty where the step's own task is there
    already."""

    step: str
    team: str
    reason: RaisedFor
    since: datetime
    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a case ends once everything is undone. step: the one that refused it, empty for a cancellation."""

    outcome: Literal["refused", "cancelled"]
    step: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case with what its steps need to know.

    gross: what the lines amount to with VAT; round: counts up with each correction; steps: by the names of
    the case type; late: a deadline was missed, whatever came of it; entries: how many entries its timeline has;
    due_at: not later than the first deadline of
    its steps (it moves on only when reached, so that an ordinary case writes it twice); wanted: what the
    front office has to mend; faulty: ids of the documents that findings are about; edition: counts up with each
    change of its tags, priority or reference, which the front office may edit; supplier, vat, of_case, answers: see
    SubmitCase; alike: the case that looks like the same one handed over before; changed_by: who changed it last;
    reopened: how often it began anew, reopened_at: when it last did; corrected: the front office had to mend something,
    whatever came of it."""

    id: str
    tenant: str
    number: str
    type: str
    type_version: int
    client: str
    reference: str
    priority: Priority
    status: Status
    currency: str
    customer: str
    payment_terms: PaymentTerms
    warehouse: str
    tags: tuple[str, ...]
    parties: tuple[PartyRef, ...]
    documents: tuple[DocumentRef, ...]
    lines: tuple[Line, ...]
    totals: Totals | None
    gross: Decimal
    round: int
    steps: dict[str, Step]
    entries: int
    opened_at: datetime
    changed_at: datetime
    ended_at: datetime | None = None
    due_at: datetime | None = None
    raised: bool = False
    late: bool = False
    attention: tuple[Attention, ...] = ()
    wanted_en: tuple[str, ...] = ()
    wanted_fr: tuple[str, ...] = ()
    faulty: tuple[str, ...] = ()
    ending: Ending | None = None
    edition: int = 0
    supplier: str = ""
    vat: tuple[VatAmount, ...] = ()
    of_case: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    alike: str = ""
    changed_by: str = ""
    reopened: int = 0
    reopened_at: datetime | None = None
    corrected: bool = False

    def party(self, *roles: str) -> PartyRef | None:
        """The first party in the first of these roles that is filled."""
        for role in roles:
            for party in self.parties:
                if party.role == role:
                    return party
        return None
