"""Persons: what is held of somebody, and what is left after erasing."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.cases import SearchedParty
from gateway.schemas.composed import Part
from gateway.schemas.explained import Shape, Text, Whole
from gateway.schemas.invoices import BilledAddress
from gateway.schemas.parties import ROLES
from gateway.schemas.shown_cases import Who

_HELD = (
    "all; for_invoices: name, address and tax numbers alone, as long as an invoice that names them has to be kept; "
    "nothing."
)


class PersonSearch(Shape):
    """Somebody, by what they say of themselves; by case, the newest first. It is a body, since addresses of requests
    are logged on their way."""

    party = Part(SearchedParty, required=True)
    limit = Whole(1, 100, load_default=50, metadata={"description": "How many cases a page is about."})
    cursor = Text(500)


class HeldBankAccount(Answer):
    """Where somebody is paid."""

    iban = shown.words(null=True)
    bic = shown.words(null=True)


class HeldIdentity(Answer):
    """An identity document."""

    number = shown.words(null=True)
    expires_on = shown.day(null=True)


class PersonData(Answer):
    """All that a case was told of a person or company; null for what it was not told."""

    role = shown.one_of(*ROLES, null=True)
    name = shown.words(null=True, example="Ateliers Roche")
    email = shown.words(null=True)
    phone = shown.words(null=True)
    address = shown.part(BilledAddress, null=True)
    vat_number = shown.words(null=True)
    siren = shown.words(null=True)
    siret = shown.words(null=True)
    bank_account = shown.part(HeldBankAccount, null=True)
    identity = shown.part(HeldIdentity, null=True)


class HeldPerson(Answer):
    """A person or company of one case: who is in three cases is held three times."""

    id = shown.words("As in `parties` of the case.", example="pty_0b5f0e2d9c8a7b6f5e4d3c2b1a09f8e7")
    case = shown.words(example="case_0198c1a2b3c47d5e8f90123456789abc")
    held = shown.one_of("all", "for_invoices", "nothing", description=_HELD)
    erased_at = shown.instant(null=True)
    erased_by = shown.part(Who, null=True)
    kept_until = shown.instant("When the rest kept for invoices is forgotten.", null=True)


class Person(HeldPerson):
    """What is held of a person or company in one case, with the data."""

    data = shown.part(PersonData, "Null when nothing is held any more.", null=True)


class FoundPersons(shown.list_of(Person)):  # type: ignore[misc]
    """Persons that were searched for. Their next page is asked for with the same body and this cursor in it."""

    next_cursor = shown.words("Null on the last page.", null=True)
