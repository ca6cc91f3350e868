"""Is anything there twice that should be there once?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from services.validation.domain.rule import Rule
from shared.contracts.values import DocumentRef, Finding

LISTED_TWICE = Rule(
    id="document.listed_twice",
    severity="warning",
    message_en="The same document is listed several times.",
    message_fr="La même pièce est citée plusieurs fois.",
    remedy_en="List each document once.",
    remedy_fr="Ne citez chaque pièce qu'une fois.",
)

KIND_TWICE = Rule(
    id="document.kind_twice",
    severity="warning",
    message_en="Several documents of the kind {kind} were given.",
    message_fr="Plusieurs pièces du type {kind} ont été fournies.",
    remedy_en="Check that all of them belong to the case.",
    remedy_fr="Vérifiez que toutes appartiennent au dossier.",
)

CONTENT_TWICE = Rule(
    id="content.twice",
    severity="warning",
    message_en="Two documents of the case have exactly the same content.",
    message_fr="Deux pièces du dossier ont exactement le même contenu.",
    remedy_en="Check whether another file was meant.",
    remedy_fr="Vérifiez si un autre fichier était prévu.",
)


def duplicates(documents: Sequence[DocumentRef]) -> Iterator[Finding]:
    """Documents listed twice, and kinds given by several documents."""
    for document, times in Counter(ref.document for ref in documents).items():
        if times > 1:
            yield LISTED_TWICE.at(f"document:{document}")
    kinds = Counter(kind for _, kind in {(ref.document, ref.kind) for ref in documents})
    for kind in sorted(kind for kind, times in kinds.items() if times > 1):
        yield KIND_TWICE.at("/documents", kind=kind)


def same_contents(sha256: Mapping[str, str]) -> Iterator[Finding]:
    """Documents (by id, with the hash of what is in them) that repeat an earlier one's content."""
    seen: set[str] = set()
    for document, content in sorted(sha256.items()):
        if content in seen:
            yield CONTENT_TWICE.at(f"document:{document}")
        seen.add(content)
