"""The names of checks that a case type may ask for. File safety needs no name: it always runs."""

COMPLETENESS = "completeness"
DUPLICATES = "duplicates"
SUMS = "sums"
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

CHECKS = frozenset(
    {COMPLETENESS, DUPLICATES, SUMS, KNOWN_CONTENT, UNIQUE_CONTENT, *LOOKS_AT},
)
