"""Cases that look like one handed over twice: the same client, type, reference and amount, shortly after each other."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b

from shared.contracts.cases import SubmitCase
from shared.contracts.decision import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """The latest case of its kind. id: of what makes cases alike."""

    id: str
    tenant: str
    case: str
    number: str
    at: datetime


def likeness_key(tenant: str, message: SubmitCase, gross: Decimal) -> Key[Likeness]:
    parts = "|".join((message.client, message.type, message.reference.strip().casefold(), str(gross)))
    return Key(Likeness, f"{tenant}/{blake2b(parts.encode(), digest_size=16).hexdigest()}")
