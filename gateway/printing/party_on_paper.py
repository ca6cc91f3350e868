"""Whom an invoice is made out to, and where its goods go."""

from typing import Any

from gateway.house import House
from shared.security.vault import ErasedError

ON_PAPER = ("name", "address", "vat_number", "siren")
"""What an invoice says of a party; what else the vault has (mail, telephone, bank account, identity) is not for it."""


def party_on_paper(house: House, tenant: str, party: str | None) -> dict[str, Any] | None:
    """Name, address, vat_number and siren of a party; None when the case named nobody, or the person's data was
    erased. See ON_PAPER."""
    if party is None:
        return None
    try:
        data = house.vault.read(tenant, party)
    except ErasedError:
        return None
    address = data.get("address")
    parts = ("line1", "line2", "postcode", "city", "country")
    return {
        "name": data["name"],
        "address": None if address is None else {name: address.get(name) for name in parts},
        "vat_number": data.get("vat_number"),
        "siren": data.get("siren"),
    }
