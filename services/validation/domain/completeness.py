"""Are the documents there that the case type asks for?"""

from collections.abc import Iterator, Sequence

from services.validation.domain.rule import Rule
from shared.contracts.values import DocumentRef, DocumentRequirement, Finding

MISSING = Rule(
    id="document.missing",
    severity="error",
    message_en="A required document is missing: {kinds}.",
    message_fr="Une pièce obligatoire manque : {kinds}.",
    remedy_en="Upload it and add it to the case.",
    remedy_fr="Déposez-la et ajoutez-la au dossier.",
)

WELCOME = Rule(
    id="document.welcome",
    severity="info",
    message_en="An optional document was not given: {kinds}.",
    message_fr="Une pièce facultative n'a pas été fournie : {kinds}.",
    remedy_en="Add it if there is one.",
    remedy_fr="Ajoutez-la si elle existe.",
)


def completeness(
    required: Sequence[DocumentRequirement], documents: Sequence[DocumentRef]
) -> Iterator[Finding]:
    """One finding per requirement that no document meets."""
    given = {document.kind for document in documents}
    for requirement in required:
        if given.isdisjoint(requirement.any_of):
            rule = MISSING if requirement.required else WELCOME
            yield rule.at("/documents", kinds=" / ".join(requirement.any_of))
