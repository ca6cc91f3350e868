"""What front offices hand over: random cases of every type, whole and faulty ones."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from random import Random

from shared.contracts.cases import SubmitCase
from shared.contracts.values import DocumentRef, Line, PartyRef, Totals

ARTICLES = ("A-1", "A-2", "A-3")
WAREHOUSES = ("main", "north")
CUSTOMERS = ("C-1", "C-2")
CLIENTS = ("shop", "crm")


def a_document(random: Random, kind: str, fault: float) -> DocumentRef:
    """Its id says what inspectors will find."""
    quality = random.choice(("bad",) * 9 + ("odd",) * 9 + ("cursed",)) if random.random() < fault else "good"
    return DocumentRef(document=f"doc_{quality}_{random.getrandbits(64):016x}", kind=kind)


def a_case(random: Random, now: datetime) -> SubmitCase:
    """Mostly sales orders; some lack what their type requires, some have a type that nobody knows."""
    made = _customer_file(random, now) if random.random() < 0.25 else _sales_order(random, now)
    drawn = random.random()
    if drawn < 0.02:
        return replace(made, type="unheard_of")
    return replace(made, parties=()) if drawn < 0.04 else made


def _sales_order(random: Random, now: datetime) -> SubmitCase:
    documents = () if random.random() < 0.1 else (a_document(random, "signed_order", 0.2),)
    return SubmitCase(
        case=f"case_{random.getrandbits(128):032x}",
        client=random.choice(CLIENTS),
        type="sales_order",
        reference=f"R-{random.randrange(1000)}",
        priority="urgent" if random.random() < 0.2 else "normal",
        received_at=now,
        currency="USD" if random.random() < 0.03 else "EUR",
        customer=random.choice(CUSTOMERS),
        payment_terms=random.choice(("prepaid", "on_account")),
        warehouse=random.choice(WAREHOUSES),
        parties=(PartyRef(ref=f"party_{random.getrandbits(32):08x}", role="buyer"),),
        documents=documents,
        lines=tuple(_line(random, number) for number in range(1, random.randint(1, 3) + 1)),
        totals=Totals(net=Decimal("1.00")) if random.random() < 0.05 else None,
    )


def _line(random: Random, number: int) -> Line:
    """One rate in twenty is not in force, so that its invoice is refused."""
    return Line(
        number=number,
        article=random.choice(ARTICLES),
        label="An article",
        quantity=random.choice((1, 1, 2, 3, 25)),
        unit_price=Decimal(random.randrange(1, 3000)) / 100,
        vat_rate=Decimal(random.choice(("20", "10", "5.5", "7" if random.random() < 0.2 else "0"))),
    )


def _customer_file(random: Random, now: datetime) -> SubmitCase:
    kinds = ["identity", "proof_of_address", "bank_details"]
    if random.random() < 0.15:
        kinds.remove(random.choice(kinds))
    return SubmitCase(
        case=f"case_{random.getrandbits(128):032x}",
        client=random.choice(CLIENTS),
        type="customer_file",
        reference=f"R-{random.randrange(1000)}",
        priority="urgent" if random.random() < 0.2 else "normal",
        received_at=now,
        parties=(PartyRef(ref=f"party_{random.getrandbits(32):08x}", role="applicant"),),
        documents=tuple(a_document(random, kind, 0.1) for kind in kinds),
    )
