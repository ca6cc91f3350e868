"""What operations keeps, with the indexes that its queries need."""

from typing import Any

from shared.contracts.decision import Collection, Index

DATABASE = "coulisse_operations"
SEEN = "seen"
"""What was seen last of broker and database, and the state of each part then."""
HEALTH_CHANGES = "health_changes"
HEALTH_DAYS = 30

COLLECTIONS: tuple[Collection[Any], ...] = ()

FURTHER_INDEXES: tuple[tuple[str, Index], ...] = (
    (HEALTH_CHANGES, Index(("at",), expire_after=HEALTH_DAYS * 86_400)),
)
"""Of what is kept beside entities and records."""
