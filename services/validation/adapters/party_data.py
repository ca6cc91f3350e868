"""What the vault holds of the parties that a check looks at."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.security.vault import ErasedError, Vault


class PartyData:
    """Reads many parties in one query per tenant."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def read(self, tenant: str, refs: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """The parties' data by reference; who was erased is left out."""
        wanted = sorted(set(refs))
        if not wanted:
            return {}
        try:
            return self._vault.read_many(tenant, wanted)
        except ErasedError:
            return dict(self._one_by_one(tenant, wanted))

    def _one_by_one(self, tenant: str, refs: list[str]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        for ref in refs:
            try:
                yield ref, self._vault.read(tenant, ref)
            except ErasedError:
                continue
