"""What an accountant asks for, with defaults: a test states only what matters to it."""

from datetime import date
from decimal import Decimal
from typing import Any

from shared.contracts.bookkeeping import (
    CloseYear,
    DefineAccount,
    HandLine,
    LockPeriod,
    MatchLines,
    PostEntry,
    ReverseEntry,
    UnmatchLines,
)
from shared.contracts.credit_notes import IssueCreditNote, ReverseCreditNote
from shared.contracts.decision import Answer
from shared.contracts.message import Message
from shared.contracts.purchases import PostPurchase, ReversePurchase
from shared.contracts.values import Actor, Line, VatAmount
from tests.support.deciding import START, Deciding
from tests.unit.accounting.building import a_line

CLAIRE = Actor(kind="agent", id="claire")
TODAY = START.date()


def debit(account: str, amount: str, party: str = "") -> HandLine:
    return HandLine(account=account, debit=Decimal(amount), party=party)


def credit(account: str, amount: str, party: str = "") -> HandLine:
    return HandLine(account=account, credit=Decimal(amount), party=party)


def an_entry(*lines: HandLine, entry: str = "ent_1", on: date = TODAY, **changes: Any) -> PostEntry:
    given: dict[str, Any] = {
        "ledger": "main",
        "journal": "OD",
        "piece": "OD-1",
        "piece_on": on,
        "label": "Écriture",
        "actor": CLAIRE,
    }
    booked = lines or (debit("627", "12.00"), credit("512", "12.00"))
    return PostEntry(entry=entry, entered_on=on, lines=booked, **{**given, **changes})


def a_reversal(entry: str = "ent_1", on: date = TODAY) -> ReverseEntry:
    return ReverseEntry(entry=entry, ledger="main", entered_on=on, actor=CLAIRE)


def a_lock(until: date) -> LockPeriod:
    return LockPeriod(ledger="main", until=until, actor=CLAIRE)


def a_closing(year: int = 2026) -> CloseYear:
    return CloseYear(ledger="main", year=year, actor=CLAIRE)


def an_account(number: str, name: str = "Voyages") -> DefineAccount:
    return DefineAccount(ledger="main", number=number, name=name, at=START, actor=CLAIRE)


def a_match(*groups: str) -> MatchLines:
    return MatchLines(ledger="main", letterings=groups, actor=CLAIRE)


def an_unmatch(group: str) -> UnmatchLines:
    return UnmatchLines(ledger="main", lettering=group, actor=CLAIRE)


def a_purchase(
    case: str = "case_9", reference: str = "F-88", net: str = "100.00", vat: str = "20.00", **changes: Any
) -> PostPurchase:
    given: dict[str, Any] = {
        "step": "post",
        "ledger": "main",
        "case_number": "2026-9",
        "reference": "ACH-9",
        "supplier": "S-1",
        "invoiced_on": date(2026, 2, 20),
        "currency": "EUR",
        "vat": (VatAmount(rate=Decimal(20), net=Decimal(net), vat=Decimal(vat)),),
        "net": Decimal(net),
        "gross": Decimal(net) + Decimal(vat),
    }
    return PostPurchase(case=case, supplier_reference=reference, **{**given, **changes})


def a_purchase_undone(case: str = "case_9") -> ReversePurchase:
    return ReversePurchase(case=case, step="post", ledger="main", reason="case cancelled")


def a_return(
    case: str = "case_8", of_case: str = "case_1", lines: tuple[Line, ...] | None = None, **changes: Any
) -> IssueCreditNote:
    given: dict[str, Any] = {
        "step": "credit",
        "ledger": "main",
        "case_number": "2026-8",
        "reason": "goods back",
    }
    return IssueCreditNote(
        case=case, of_case=of_case, lines=(a_line(),) if lines is None else lines, **{**given, **changes}
    )


def a_return_undone(case: str = "case_8") -> ReverseCreditNote:
    return ReverseCreditNote(case=case, step="credit", ledger="main", reason="case cancelled")


def asked(bench: Deciding, message: Message, **how: Any) -> Answer:
    """What the gateway's caller learns of a command."""
    bench.tell(message, **how)
    *_, answer = bench.store.answers.values()
    return answer
