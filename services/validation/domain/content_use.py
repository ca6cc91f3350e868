"""Which case first brought a certain content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.validation.domain.rule import Rule
from shared.contracts.values import Finding

KNOWN_ELSEWHERE = Rule(
    id="content.known_elsewhere",
    severity="warning",
    message_en="Exactly the same file was already given with the case {case}.",
    message_fr="Exactement le même fichier a déjà été fourni avec le dossier {case}.",
    remedy_en="Check that it belongs to this case as well.",
    remedy_fr="Vérifiez qu'il appartient aussi à ce dossier.",
)

USED_ELSEWHERE = Rule(
    id="content.used_elsewhere",
    severity="error",
    message_en="Exactly the same file was already used for the case {case}.",
    message_fr="Exactement le même fichier a déjà servi pour le dossier {case}.",
    remedy_en="Give the file that was made for this case.",
    remedy_fr="Fournissez le fichier établi pour ce dossier.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentUse:
    """The first case of a tenant that had a file of this content (SHA-256)."""

    id: str
    tenant: str
    first_case: str
    first_document: str
    seen_at: datetime


def content_use_id(tenant: str, sha256: str) -> str:
    return f"{tenant}/{sha256}"


def used_elsewhere(case: str, uses: Mapping[str, ContentUse | None], rule: Rule) -> Iterator[Finding]:
    """One finding per document whose content (uses, by document) another case brought first."""
    for document, use in sorted(uses.items()):
        if use is not None and use.first_case != case:
            yield rule.at(f"document:{document}", case=use.first_case)
