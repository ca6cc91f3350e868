"""Bodies and queries about cases."""

from typing import Any

from marshmallow import validates_schema

from gateway.schemas.composed import Answers, Items, Part
from gateway.schemas.explained import (
    Amount,
    Choice,
    Day,
    Instant,
    Shape,
    Text,
    Whole,
    an_id,
    code,
    distinct,
    refuse,
)
from gateway.schemas.paging import Page
from gateway.schemas.parties import Party

MOST_LINES = 500
MOST_ANSWERS = 50


class NewLine(Shape):
    """One line. unit_price is net of VAT; vat_rate in per cent. lot, expires_on and serials: of goods that come in,
    for articles that ask for them."""

    article = code(required=True)
    label = Text(200, required=True)
    quantity = Whole(1, 1_000_000, required=True)
    unit_price = Amount(required=True)
    vat_rate = Amount(most="100", required=True)
    lot = code()
    expires_on = Day()
    serials = Items(code(), most=500)


class GivenVat(Shape):
    """Net amount and VAT at one rate (per cent), as an invoice states them; negative on a credit note."""

    rate = Amount(most="100", required=True)
    net = Amount(least="-999999999999.99", required=True)
    vat = Amount(least="-999999999999.99", required=True)


class GivenTotals(Shape):
    """What the sender's own sums are; each is checked against the lines, or the amounts by VAT rate."""

    net = Amount(least="-999999999999.99")
    vat = Amount(least="-999999999999.99")
    gross = Amount(least="-999999999999.99")


class GivenDocument(Shape):
    """An uploaded document and what it is."""

    id = an_id("doc", required=True)
    kind = code(required=True)


class Contents(Shape):
    """What a new case and a correction share."""

    parties = Items(Part(Party), most=20)
    lines = Items(Part(NewLine), most=MOST_LINES)
    totals = Part(GivenTotals)
    vat = Items(Part(GivenVat), most=20)
    answers = Answers(most=MOST_ANSWERS)
    documents = Items(Part(GivenDocument), most=50)

    @validates_schema
    def documents_differ(self, data: dict[str, Any], **_: Any) -> None:
        """One document cannot be two things."""
        distinct([document["id"] for document in data.get("documents", ())], "documents")

    @validates_schema
    def rates_differ(self, data: dict[str, Any], **_: Any) -> None:
        """Each VAT rate once."""
        distinct([amount["rate"] for amount in data.get("vat", ())], "vat")


class NewCase(Contents):
    """A piece of work handed over by a front office."""

    type = code(required=True)
    reference = Text(100, required=True)
    priority = Choice("normal", "urgent", load_default="normal")
    currency = Text(
        3, least=3, pattern="[A-Z]{3}", wanted="three capital letters (ISO 4217)", load_default="EUR"
    )
    customer = code()
    supplier = code()
    of_case = an_id("case")
    payment_terms = Choice("prepaid", "on_account", load_default="on_account")
    warehouse = code(load_default="main")
    tags = Items(code(40), most=20, load_default=list)


class BulkCase(NewCase):
    """A line of a bulk request. idempotency_key: of this case, instead of the request's and the line's number."""

    idempotency_key = Text(255, pattern=r"[\x21-\x7e]+", wanted="visible ASCII characters without spaces")


class BulkCases(Shape):
    """Many cases in one object."""

    cases = Items(Part(BulkCase), least=1, most=1_000, required=True)


class Correction(Contents):
    """What was wanted of the sender: further documents, and parties or lines in place of the old ones."""


class CaseChange(Shape):
    """What is to be another value; what is left out stays (JSON merge patch, RFC 7396)."""

    tags = Items(code(40), most=20)
    priority = Choice("normal", "urgent")
    reference = Text(100)

    @validates_schema
    def says_what(self, data: dict[str, Any], **_: Any) -> None:
        """A change of nothing is a mistake."""
        if not data:
            raise refuse("required", "Nothing is to be changed.", "Give tags, priority or reference.")


class NewComment(Shape):
    """Something said of a case. It is kept like personal data."""

    text = Text(2000, required=True)


class Cancellation(Shape):
    """Why a case is to be stopped."""

    reason = Text(500, required=True)


class ReopeningOrder(Shape):
    """Why a closed case is to begin anew, without personal data."""

    reason = Text(500, required=True)


STATUSES = (
    "received",
    "open",
    "waiting",
    "needs_correction",
    "refusing",
    "cancelling",
    "refused",
    "cancelled",
    "closed",
)


class CaseFilters(Page):
    """Which cases: those that fit everything that is given. received_from is included, received_before is not; party:
    its reference, as cases show it; raised: those that somebody has to look at."""

    status = Choice(*STATUSES)
    type = code()
    reference = Text(100)
    number = code()
    client = code()
    priority = Choice("normal", "urgent")
    tag = code(40)
    party = an_id("pty")
    received_from = Instant()
    received_before = Instant()
    sort = Choice("-received_at", "received_at", load_default="-received_at")


class CaseList(CaseFilters):
    """Which cases to list."""

    raised = Choice("true")


class SearchedParty(Shape):
    """A person or company, by what is known of it: all of it has to fit. Capitals and spaces do not matter."""

    email = Text(254, least=3)
    name = Text(120)
    vat_number = Text(20)
    siren = Text(20)
    siret = Text(25)

    @validates_schema
    def says_who(self, data: dict[str, Any], **_: Any) -> None:
        """Everybody is nobody."""
        if not data:
            raise refuse(
                "required", "Nothing is said of the party.", "Give its e-mail address, name or number."
            )


class CaseSearch(Shape):
    """Cases of a person or company, newest first. It is a body, since addresses of requests are logged on their
    way."""

    party = Part(SearchedParty, required=True)
    status = Choice(*STATUSES)
    type = code()
    limit = Whole(1, 100, load_default=50)
    cursor = Text(500)
