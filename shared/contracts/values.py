"""Values that several messages carry."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Severity = Literal["info", "warning", "error"]
PaymentTerms = Literal["prepaid", "on_account"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Which pieces of an article these are: their lot, the day up to which they may be sold, their serial numbers."""

    lot: str = ""
    expires_on: date | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a case. unit_price is net of VAT in the case's currency; vat_rate is in per cent; trace: for goods
    that come in, where it is known."""

    number: int
    article: str
    label: str
    quantity: int
    unit_price: Decimal
    vat_rate: Decimal
    trace: Trace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """A wish for, or an arrival of, whole pieces of one article."""

    article: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsLine:
    """Pieces of one article that come in. unit_cost: what one of them costs without VAT, None where the house's own
    value counts (a return)."""

    article: str
    quantity: int
    unit_cost: Decimal | None = None
    lot: str = ""
    expires_on: date | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingStock:
    """What a backorder waits for."""

    article: str
    wanted: int
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRef:
    """A person or company of a case. The data itself stays in the vault, encrypted under a key of its own.

    role: buyer, recipient, applicant ...; holds: which identifiers the vault has for it (`iban`, `vat_number`,
    `siren`, `siret`, `identity`), so that checks know what to look at without seeing it; area: about where goods
    for it go, such as `FR-69`: too coarse to say who it is.
    """

    ref: str
    role: str
    holds: tuple[str, ...] = ()
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRef:
    """A document of a case and what the front office says it is."""

    document: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What the front office says a case amounts to; each is checked against the lines when given."""

    net: Decimal | None = None
    vat: Decimal | None = None
    gross: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of a check. `where` is a JSON pointer into the case, or `document:<id>`; texts carry no personal
    data."""

    rule: str
    rule_version: int
    severity: Severity
    where: str
    message_en: str
    message_fr: str
    remedy_en: str
    remedy_fr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: a service, a client (API key) or an agent; never a person's name."""

    kind: Literal["service", "client", "agent"]
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequirement:
    """A case type asks for a document of one of these kinds; expires_on checks apply where dates are known."""

    any_of: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSetting:
    """How a case type has one of its checks. severity: of whatever it finds beyond mere information, None to leave it
    to the check; limits: by name, as texts, such as how far amounts may differ."""

    check: str
    severity: Severity | None = None
    limits: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel of a shipment, with the number under which the carrier's events name it."""

    tracking: str
    contents: tuple[StockLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErpReference:
    """Something of ours, by its id, and the number under which an ERP has it."""

    id: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VatAmount:
    """Net amount and VAT at one rate (per cent)."""

    rate: Decimal
    net: Decimal
    vat: Decimal


__all__ = [
    "Actor",
    "CheckSetting",
    "DocumentRef",
    "DocumentRequirement",
    "ErpReference",
    "Finding",
    "GoodsLine",
    "Line",
    "MissingStock",
    "Parcel",
    "PartyRef",
    "PaymentTerms",
    "Severity",
    "StockLine",
    "Totals",
    "Trace",
    "VatAmount",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """How long a step of a case took, in milliseconds. worked: while a service had it; waited: while it waited for
    stock, a payment, a person or the front office."""

    step: str
    worked: int
    waited: int
