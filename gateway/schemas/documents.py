"""Documents, as they are read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.shown_cases import CaseFinding


class Document(Answer):
    """A stored document."""

    id = shown.words(example="doc_0198c1a2b3c47d5e8f90123456789abc")
    sha256 = shown.words()
    size = shown.whole("Bytes.")


class KnownDocument(Document):
    """A stored document and what is known of it."""

    declared_type = shown.words("As its sender named it.", example="application/pdf")
    received_at = shown.instant()
    case = shown.words("What it belongs to.", null=True)
    findings = shown.several(CaseFinding, "Of the latest checks.")
