"""The one place where personal data lies: each person's data under a key of their own.

To erase a person is to destroy that key: what lies in messages, timelines, journals and older backups are references
(GDPR article 17). The data is encrypted under the person's key, that key under the master key.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from pymongo.database import Database

from shared.contracts.decision import Index
from shared.contracts.errors import CoulisseError
from shared.security.sealing import Sealer, decrypt, encrypt

DATABASE = "coulisse_vault"
INDEXES: tuple[tuple[str, Index], ...] = (("persons", Index(("tenant", "_id"))),)
_PURPOSE = "person-key"


class ErasedError(CoulisseError):
    """The person's key was destroyed, or there never was such a person for this tenant."""


class Vault:
    """Personal data by tenant and reference (`pty_...`)."""

    def __init__(self, database: Database[dict[str, Any]], sealer: Sealer) -> None:
        self._persons = database["persons"]
        self._sealer = sealer

    def put_many(self, persons: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        """Keep (tenant, reference, data) of new persons, in one write with majority and journal."""
        documents = [self._sealed(tenant, ref, data) for tenant, ref, data in persons]
        if documents:
            self._persons.insert_many(documents, ordered=False)

    def _sealed(self, tenant: str, ref: str, data: dict[str, Any]) -> dict[str, Any]:
        key = os.urandom(32)
        return {
            "_id": ref,
            "tenant": tenant,
            "key": self._sealer.seal_bytes(key, _PURPOSE),
            "data": encrypt(key, orjson.dumps(data), ref.encode()),
        }

    def read(self, tenant: str, ref: str) -> dict[str, Any]:
        """A person's data; raises ErasedError."""
        return self.read_many(tenant, [ref])[ref]

    def read_many(self, tenant: str, refs: list[str]) -> dict[str, dict[str, Any]]:
        """The data of several persons by reference, in one query; raises ErasedError when one is missing."""
        found = {doc["_id"]: doc for doc in self._persons.find({"_id": {"$in": refs}, "tenant": tenant})}
        return {ref: self._opened(ref, found.get(ref)) for ref in refs}

    def _opened(self, ref: str, document: dict[str, Any] | None) -> dict[str, Any]:
        if document is None or "key" not in document:
            raise ErasedError(f"{ref} is not, or no longer, in the vault")
        key = self._sealer.unseal_bytes(document["key"], _PURPOSE)
        data: dict[str, Any] = orjson.loads(decrypt(key, document["data"], ref.encode()))
        return data

    def erase(self, tenant: str, ref: str, now: datetime) -> bool:
        """Destroy a person's key and data; whether there was one to destroy."""
        result = self._persons.update_one(
            {"_id": ref, "tenant": tenant, "key": {"$exists": True}},
            {"$unset": {"key": "", "data": ""}, "$set": {"erased_at": now}},
        )
        return result.modified_count == 1
