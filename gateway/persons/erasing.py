"""Erasing a person (GDPR article 17): the data of a case that has ended is destroyed with its key.

What an invoice must say of its customer stays as long as the invoice has to be kept, since the law wants it (GDPR
article 17, 3 b): name, address and tax numbers (CGI, annexe II, article 242 nonies A) for ten years after the end of
the financial year (Code de commerce, article L123-22).
"""

from datetime import UTC, datetime

import structlog

from gateway.access.callers import Caller
from gateway.cases.received import was_received
from gateway.house import House
from gateway.persons.holdings import holding
from gateway.printing.party_on_paper import ON_PAPER
from gateway.refusing.problems import Problem, not_found
from services.accounting.queries import invoices
from services.intake.queries import cases
from shared.security.vault import Held

_log = structlog.get_logger()

_YEARS_AFTER_ISSUE = 11
"""A financial year ends within a year after any of its days, and books are kept ten years from there."""


def erase(house: House, caller: Caller, person: str, at: datetime) -> Held:
    """What is left of a person. Who was erased before stays as they are. Raises a 404 problem when this tenant has no
    such person, and a 409 problem while their case is under way."""
    held = holding(house, caller.tenant, person)
    if held is None:
        raise not_found()
    if held.erased_at is not None:
        return held
    _check_ended(house, caller.tenant, held.subject)
    until = _needed_until(house, caller.tenant, held)
    if until is not None and until > at:
        house.vault.reduce(caller.tenant, person, at, to=("role", *ON_PAPER), until=until, by=caller.actor)
    else:
        house.vault.erase(caller.tenant, person, at, by=caller.actor)
    _log.info("person.erased", person=person, case=held.subject, kept_until=until)
    return holding(house, caller.tenant, person) or held


def _check_ended(house: House, tenant: str, case: str) -> None:
    known = cases.case(house.database("intake"), tenant, case)
    # A case that nobody has is what is left of a request that was never accepted.
    under_way = known["ended_at"] is None if known else was_received(house.own, tenant, case)
    if under_way:
        raise Problem(409, "case_under_way", "The case of this person is under way.")


def _needed_until(house: House, tenant: str, held: Held) -> datetime | None:
    """When the last invoice or credit note that names this person need not be kept any more."""
    naming = [
        int(invoice["issued_on"][:4])
        for invoice in invoices.invoices_of(house.database("accounting"), tenant, held.subject)
        if held.ref in (invoice["buyer"], invoice["recipient"])
    ]
    return datetime(max(naming) + _YEARS_AFTER_ISSUE + 1, 1, 1, tzinfo=UTC) if naming else None
