"""What front offices hand over: random cases of every type, whole and faulty ones."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from random import Random

from shared.contracts.cases import SubmitCase
from shared.contracts.values import DocumentRef, Line, PartyRef, Totals
from tests.simulation.goods import ANY, WAREHOUSES, an_article, pieces_of

CUSTOMERS = ("C-1", "C-2")
CLIENTS = ("shop", "crm")
SALES = ("sales_order", "in_parts")
_AREAS = ("", "FR-69", "FR-59", "FR")


def a_document(random: Random, kind: str, fault: float) -> DocumentRef:
    """Its id says what inspectors will find."""
    quality = random.choice(("bad",) * 9 + ("odd",) * 9 + ("cursed",)) if random.random() < fault else "good"
    return DocumentRef(document=f"doc_{quality}_{random.getrandbits(64):016x}", kind=kind)


def a_party(random: Random, role: str) -> PartyRef:
    return PartyRef(ref=f"party_{random.getrandbits(32):08x}", role=role, area=random.choice(_AREAS))


def a_submission(random: Random, now: datetime, type: str) -> SubmitCase:
    """What all cases have."""
    return SubmitCase(
        case=f"case_{random.getrandbits(128):032x}",
        client=random.choice(CLIENTS),
        type=type,
        reference=f"R-{random.randrange(1000)}",
        priority="urgent" if random.random() < 0.2 else "normal",
        received_at=now,
    )


def spoiled(random: Random, made: SubmitCase) -> SubmitCase:
    """Some lack what their type requires, some have a type that nobody knows."""
    drawn = random.random()
    if drawn < 0.02:
        return replace(made, type="unheard_of")
    return replace(made, parties=()) if drawn < 0.04 else made


def a_sale(random: Random, now: datetime) -> SubmitCase:
    return _in_parts(random, now) if random.random() < 0.2 else _sales_order(random, now)


def _sales_order(random: Random, now: datetime) -> SubmitCase:
    documents = () if random.random() < 0.1 else (a_document(random, "signed_order", 0.2),)
    totals = Totals(net=Decimal("1.00")) if random.random() < 0.05 else None
    return replace(_sold(random, now, "sales_order"), documents=documents, totals=totals)


def _in_parts(random: Random, now: datetime) -> SubmitCase:
    return _sold(random, now, "in_parts")


def _sold(random: Random, now: datetime, type: str) -> SubmitCase:
    return replace(
        a_submission(random, now, type),
        currency="USD" if random.random() < 0.03 else "EUR",
        customer=random.choice(CUSTOMERS),
        payment_terms=random.choice(("prepaid", "on_account")),
        warehouse=random.choice((*WAREHOUSES, ANY)),
        parties=(a_party(random, "buyer"),),
        lines=tuple(_line(random, number) for number in range(1, random.randint(1, 3) + 1)),
    )


def _line(random: Random, number: int) -> Line:
    """One rate in twenty is not in force, so that its invoice is refused."""
    article = an_article(random)
    return Line(
        number=number,
        article=article,
        label="An article",
        quantity=pieces_of(random, article),
        unit_price=Decimal(random.randrange(1, 3000)) / 100,
        vat_rate=Decimal(random.choice(("20", "10", "5.5", "7" if random.random() < 0.2 else "0"))),
    )


def a_customer_file(random: Random, now: datetime) -> SubmitCase:
    kinds = ["identity", "proof_of_address", "bank_details"]
    if random.random() < 0.15:
        kinds.remove(random.choice(kinds))
    return replace(
        a_submission(random, now, "customer_file"),
        parties=(a_party(random, "applicant"),),
        documents=tuple(a_document(random, kind, 0.1) for kind in kinds),
    )


def a_complaint(random: Random, now: datetime) -> SubmitCase:
    answers = {"about": random.choice(("delivery", "goods", "price")), "summary": "It came too late"}
    return replace(
        a_submission(random, now, "complaint"), parties=(a_party(random, "contact"),), answers=answers
    )


def a_leave_request(random: Random, now: datetime) -> SubmitCase:
    """One in seven ends before it begins."""
    until = "2026-04-03" if random.random() < 0.15 else "2026-05-20"
    documents = (a_document(random, "supporting_document", 0.3),) if random.random() < 0.3 else ()
    return replace(
        a_submission(random, now, "leave_request"),
        parties=(a_party(random, "employee"),),
        documents=documents,
        answers={"from": "2026-05-04", "until": until, "kind": random.choice(("paid", "family"))},
    )


Making = Callable[[Random, datetime], SubmitCase]
