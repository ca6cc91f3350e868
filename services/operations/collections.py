"""What operations keeps, with the indexes that its queries need."""

from typing import Any

from shared.contracts.decision import Collection

DATABASE = "coulisse_operations"

COLLECTIONS: tuple[Collection[Any], ...] = ()
