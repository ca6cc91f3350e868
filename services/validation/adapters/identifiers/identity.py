"""Identity documents: still valid on the day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from services.validation.domain import party_rules
from shared.contracts.values import Finding

SOON = "30"


def identity(party: Mapping[str, Any], where: str, today: date, days: int = int(SOON)) -> Iterator[Finding]:
    """party: the vault's data; where: the party's JSON pointer; days: how long before the end it is said. A document
    is valid through its last day."""
    place = f"{where}/identity/expires_on"
    given = (party.get("identity") or {}).get("expires_on")
    try:
        expires_on = date.fromisoformat(str(given))
    except ValueError:
        yield party_rules.IDENTITY_DATE_UNREADABLE.at(place)
        return
    if expires_on < today:
        yield party_rules.IDENTITY_EXPIRED.at(place)
    elif expires_on - today <= timedelta(days=days):
        yield party_rules.IDENTITY_EXPIRES_SOON.at(place, days=str(days))
