"""Trials: in a sandbox, files whose whole content is one of these words are found to be what the word says.

The content decides, because it is what an inspection looks at: a CRM uploads the word as text/plain.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from services.validation.domain.file_rules import MISSING
from services.validation.domain.rule import Rule
from shared.contracts.sandbox import is_sandbox
from shared.contracts.values import Finding

REFUSED = Rule(
    id="sandbox.document_refused",
    severity="error",
    message_en="The document is refused, as this trial asks for.",
    message_fr="La pièce est refusée, comme cet essai le demande.",
    remedy_en="Upload another file and correct the case with it.",
    remedy_fr="Déposez un autre fichier et corrigez le dossier avec lui.",
)
NEEDS_REVIEW = Rule(
    id="sandbox.document_needs_review",
    severity="warning",
    message_en="A person should look at the document, as this trial asks for.",
    message_fr="Une personne devrait examiner la pièce, comme cet essai le demande.",
    remedy_en="Look at it when the case is reviewed.",
    remedy_fr="Examinez-la lors de la revue du dossier.",
)

RULES: dict[str, Rule | None] = {
    "TEST-DOCUMENT-ACCEPTED": None,
    "TEST-DOCUMENT-REFUSED": REFUSED,
    "TEST-DOCUMENT-NEEDS-REVIEW": NEEDS_REVIEW,
    "TEST-DOCUMENT-MISSING": MISSING,
}
"""What is found in a file that says this, with or without a line's end; None: nothing."""

_BY_CONTENT = {
    sha256((word + ending).encode()).hexdigest(): rule
    for word, rule in RULES.items()
    for ending in ("", "\n", "\r\n")
}


def asked_for(tenant: str, contents: Mapping[str, str]) -> Iterator[Finding]:
    """The findings that a trial asks for; contents: SHA-256 by document. None for live tenants."""
    if not is_sandbox(tenant):
        return
    for document, content in sorted(contents.items()):
        rule = _BY_CONTENT.get(content)
        if rule is not None:
            yield rule.at(f"document:{document}")


def reusable(tenant: str, content: str) -> bool:
    """Whether a file may come with one case after the other without being noticed: trials are repeated."""
    return is_sandbox(tenant) and content in _BY_CONTENT
