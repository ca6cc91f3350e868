"""VAT identification numbers of the European Union (Directive 2006/112/EC, article 215), checked without
asking VIES."""

from collections.abc import Iterator, Mapping
from typing import Any

from stdnum.eu import vat
from stdnum.fr import siren as siren_number

from services.validation.domain import party_rules
from shared.contracts.values import Finding


def vat_number(party: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """party: the vault's data; where: the party's JSON pointer."""
    number = str(party.get("vat_number") or "")
    if not vat.is_valid(number):
        yield party_rules.VAT_INVALID.at(f"{where}/vat_number")
        return
    siren, compact = party.get("siren"), vat.compact(number)
    # A French number ends in the SIREN (CGI, annexe IV, article 29-0).
    if siren and compact.startswith("FR") and compact[-9:] != siren_number.compact(str(siren)):
        yield party_rules.VAT_OTHER_SIREN.at(f"{where}/vat_number")
