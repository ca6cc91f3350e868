"""IBAN (ISO 13616, checked against the registry's national structures) and BIC (ISO 9362)."""

from collections.abc import Iterator, Mapping
from typing import Any

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from services.validation.domain import party_rules
from shared.contracts.values import Finding


def bank_details(party: Mapping[str, Any], where: str) -> Iterator[Finding]:
    """party: the vault's data; where: the party's JSON pointer."""
    account = party.get("bank_account") or {}
    place = f"{where}/bank_account"
    iban = _country(IBAN, account.get("iban"))
    if iban is None:
        yield party_rules.IBAN_INVALID.at(f"{place}/iban")
    if not account.get("bic"):
        return
    bic = _country(BIC, account.get("bic"))
    if bic is None:
        yield party_rules.BIC_INVALID.at(f"{place}/bic")
    elif iban is not None and bic != iban and (bic, iban) not in _SHARED:
        yield party_rules.BIC_OTHER_COUNTRY.at(f"{place}/bic")


_SHARED = frozenset(
    (bic, "FR") for bic in ("MC", "GF", "GP", "MQ", "RE", "YT", "PF", "NC", "WF", "PM", "BL", "MF", "TF")
)
"""Overseas territories and Monaco write BICs of their own country over French IBANs (SEPA country list,
EPC409-09)."""


def _country(kind: type[IBAN] | type[BIC], text: object) -> str | None:
    try:
        return str(kind(str(text or "")).country_code)
    except (SchwiftyException, ValueError):
        return None
