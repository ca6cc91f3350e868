"""The effect that asks for files and identifiers of a case to be looked at."""

from dataclasses import dataclass

from shared.contracts.values import CheckSetting, DocumentRef, PartyRef


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectCase:
    """Look into these documents and at what these parties hold. checks: names of the catalogue; settings: as the case
    type has them."""

    case: str
    step: str
    round: int
    documents: tuple[DocumentRef, ...]
    parties: tuple[PartyRef, ...]
    checks: tuple[str, ...]
    settings: tuple[CheckSetting, ...] = ()
