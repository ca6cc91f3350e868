"""All checks of what one party holds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from services.validation.adapters.identifiers.bank_details import bank_details
from services.validation.adapters.identifiers.company_numbers import company_numbers
from services.validation.adapters.identifiers.identity import SOON, identity
from services.validation.adapters.identifiers.vat_number import vat_number
from services.validation.domain import catalogue
from services.validation.domain.inspect_case import InspectCase
from services.validation.domain.setting import amount_limit
from shared.contracts.values import CheckSetting, Finding, PartyRef


def looked_at(what: InspectCase) -> Iterator[tuple[int, PartyRef]]:
    """The parties, with their places in the case, that hold something which a check asks about."""
    wanted = frozenset[str]().union(*(catalogue.LOOKS_AT.get(check, ()) for check in what.checks))
    for place, party in enumerate(what.parties):
        if not wanted.isdisjoint(party.holds):
            yield place, party


def party_findings(
    party: Mapping[str, Any],
    holds: Sequence[str],
    where: str,
    checks: Sequence[str],
    today: date,
    settings: Sequence[CheckSetting] = (),
) -> Iterator[Finding]:
    """Findings on those identifiers that the party holds and a check asks about.

    party: the vault's data; where: the party's JSON pointer in the case; today: for expiry dates;
    settings: as the case type has its checks.
    """
    asked = [name for name in checks if not catalogue.LOOKS_AT.get(name, frozenset()).isdisjoint(holds)]
    if catalogue.BANK_DETAILS in asked:
        yield from bank_details(party, where)
    if catalogue.COMPANY_NUMBERS in asked:
        yield from company_numbers(party, where)
    if catalogue.VAT_NUMBERS in asked:
        yield from vat_number(party, where)
    if catalogue.IDENTITY in asked:
        yield from identity(
            party, where, today, int(amount_limit(settings, catalogue.IDENTITY, "days", SOON))
        )
