"""The names of checks that a case type may ask for. File safety needs no name: it always runs."""

from collections.abc import Iterable

from shared.contracts.errors import BrokenError
from shared.contracts.values import CheckSetting

FILES = "files"
COMPLETENESS = "completeness"
DUPLICATES = "duplicates"
SUMS = "sums"
VAT_AMOUNTS = "vat_amounts"
PERIOD = "period"
BANK_DETAILS = "bank_details"
COMPANY_NUMBERS = "company_numbers"
VAT_NUMBERS = "vat_numbers"
IDENTITY = "identity"
KNOWN_CONTENT = "known_content"
UNIQUE_CONTENT = "unique_content"

LOOKS_AT: dict[str, frozenset[str]] = {
    BANK_DETAILS: frozenset({"iban"}),
    COMPANY_NUMBERS: frozenset({"siren", "siret"}),
    VAT_NUMBERS: frozenset({"vat_number"}),
    IDENTITY: frozenset({"identity"}),
}
"""Checks of parties: which identifiers of `PartyRef.holds` each looks at."""

VERSIONS: dict[str, int] = {
    FILES: 1,
    COMPLETENESS: 1,
    DUPLICATES: 1,
    SUMS: 1,
    VAT_AMOUNTS: 1,
    PERIOD: 1,
    BANK_DETAILS: 1,
    COMPANY_NUMBERS: 1,
    VAT_NUMBERS: 1,
    IDENTITY: 1,
    KNOWN_CONTENT: 1,
    UNIQUE_CONTENT: 1,
}
"""By check, counted up when the same case may be judged otherwise than before; open cases are then checked again."""

CHECKS = frozenset(VERSIONS) - {FILES}

LIMITS: dict[str, frozenset[str]] = {
    VAT_AMOUNTS: frozenset({"tolerance"}),
    PERIOD: frozenset({"from", "until"}),
    IDENTITY: frozenset({"days"}),
}
"""By check, the limits that a case type may set."""

_RULES: dict[str, tuple[str, ...]] = {
    COMPLETENESS: ("document.missing", "document.welcome"),
    DUPLICATES: ("document.listed_twice", "document.kind_twice", "content.twice"),
    SUMS: ("sums.",),
    VAT_AMOUNTS: ("vat_amounts.",),
    PERIOD: ("period.",),
    BANK_DETAILS: ("bank.",),
    COMPANY_NUMBERS: ("company.",),
    VAT_NUMBERS: ("vat.",),
    IDENTITY: ("identity.",),
    KNOWN_CONTENT: ("content.known_elsewhere",),
    UNIQUE_CONTENT: ("content.used_elsewhere",),
}


class UnknownCheckError(BrokenError):
    """A case type asks for a check, or sets a limit, that this version does not have; passing over it would let cases
    through."""


def verify(checks: Iterable[str], settings: Iterable[CheckSetting]) -> None:
    """Raises UnknownCheckError."""
    wanted = {*checks, *(setting.check for setting in settings)}
    unknown = sorted(wanted - CHECKS)
    unknown += sorted(
        f"{setting.check}.{name}"
        for setting in settings
        for name in setting.limits.keys() - LIMITS.get(setting.check, frozenset())
    )
    if unknown:
        raise UnknownCheckError(f"unknown checks or limits: {', '.join(unknown)}")


def check_of(rule: str) -> str:
    """The check that finds this rule; FILES for what always runs."""
    return next((check for check, ids in _RULES.items() if rule.startswith(ids)), FILES)


def versions_of(checks: Iterable[str]) -> dict[str, int]:
    """Of these checks and of what always runs."""
    return {name: VERSIONS[name] for name in (FILES, *checks)}
