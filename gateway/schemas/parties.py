"""People and companies of a case. Their data goes to the vault; nothing else sees it."""

from typing import Any

from gateway.schemas.composed import Part
from gateway.schemas.explained import Choice, Day, Shape, Text

ROLES = (
    "buyer", "recipient", "applicant", "supplier", "payee", "insured", "beneficiary", "contact", "employee",
)  # fmt: skip


class Address(Shape):
    """Where somebody lives or is established; country by ISO 3166-1 alpha-2."""

    line1 = Text(120, required=True)
    line2 = Text(120, least=0)
    postcode = Text(20)
    city = Text(80, required=True)
    country = Text(2, least=2, pattern="[A-Z]{2}", wanted="two capital letters (ISO 3166-1)", required=True)


class BankAccount(Shape):
    """Shape only: whether the IBAN is right is checked with the case's documents."""

    iban = Text(42, least=5, pattern="[A-Za-z0-9 ]+", wanted="letters, digits and spaces", required=True)
    bic = Text(11, least=8, pattern="[A-Za-z0-9]+", wanted="8 or 11 letters and digits")


class Identity(Shape):
    """An identity document."""

    number = Text(40, required=True)
    expires_on = Day()


class Party(Shape):
    """One person or company."""

    role = Choice(*ROLES, required=True)
    name = Text(120, required=True)
    email = Text(254, least=3, pattern=r"[^@\s]+@[^@\s]+", wanted="one e-mail address")
    phone = Text(30, pattern=r"[0-9 +().\-]+", wanted="digits, spaces and + ( ) . -")
    address = Part(Address)
    vat_number = Text(20, pattern="[A-Za-z0-9 .]+", wanted="letters and digits")
    siren = Text(20, pattern="[0-9 ]+", wanted="digits and spaces")
    siret = Text(25, pattern="[0-9 ]+", wanted="digits and spaces")
    bank_account = Part(BankAccount)
    identity = Part(Identity)


def holds(party: dict[str, Any]) -> tuple[str, ...]:
    """Which identifiers of a party can be checked: what a PartyRef says of it."""
    found = [name for name in ("vat_number", "siren", "siret", "identity") if name in party]
    return tuple(sorted([*found, "iban"] if "bank_account" in party else found))
