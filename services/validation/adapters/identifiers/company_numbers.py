"""SIREN and SIRET: the register's numbers with their check digit (Code de commerce, articles R123-220 and
R123-221)."""

from collections.abc import Iterator, Mapping
from typing import Any

from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from services.validation.domain import party_rules
from shared.contracts.values import Finding


def company_numbers(party: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """party: the vault's data; where: the party's JSON pointer."""
    siren, siret = party.get("siren"), party.get("siret")
    if siren and not siren_number.is_valid(str(siren)):
        yield party_rules.SIREN_INVALID.at(f"{where}/siren")
    if not siret:
        return
    if not siret_number.is_valid(str(siret)):
        yield party_rules.SIRET_INVALID.at(f"{where}/siret")
    elif siren and _compact(siret)[:9] != _compact(siren):
        yield party_rules.SIRET_OTHER_SIREN.at(f"{where}/siret")


def _compact(number: object) -> str:
    return str(siren_number.compact(str(number)))
