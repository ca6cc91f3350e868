"""The one place where personal data lies: each person's data under a key of their own.

To erase a person is to destroy that key: what lies in messages, timelines, journals and older backups are references
(GDPR article 17). The data is encrypted under the person's key, that key under the master key. The blind index by which
persons are found lies beside the data and goes with it. What the law wants kept of somebody is kept under another key,
and forgotten by the database when its time is over.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from pymongo.database import Database

from shared.contracts.decision import Index
from shared.contracts.errors import CoulisseError
from shared.contracts.values import Actor
from shared.security.blind_index import blind_values
from shared.security.sealing import Sealer, decrypt, encrypt

DATABASE = "coulisse_vault"
PERSONS = "persons"
INDEXES: tuple[tuple[str, Index], ...] = (
    (PERSONS, Index(("tenant", "_id"))),
    (PERSONS, Index(("tenant", "blind", "-subject"), where={"blind": {"$exists": True}})),
    (PERSONS, Index(("kept_until",), expire_after=0)),
)
KEY_PURPOSE = "person-key"
_TIME_LIMIT_MS = 2_000


class ErasedError(CoulisseError):
    """The person's key was destroyed, or there never was such a person for this tenant."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a person. subject: the case that they belong to; data: None once all of it was erased;
    erased_by: who asked for it; kept_until: when the rest that was kept is forgotten."""

    ref: str
    subject: str
    data: dict[str, Any] | None
    erased_at: datetime | None = None
    erased_by: Actor | None = None
    kept_until: datetime | None = None


class Vault:
    """Personal data by tenant and reference (`pty_...`)."""

    def __init__(self, database: Database[dict[str, Any]], sealer: Sealer) -> None:
        self._persons = database[PERSONS]
        self._sealer = sealer

    def put_many(self, persons: Iterable[tuple[str, str, str, dict[str, Any]]]) -> None:
        """Keep (tenant, subject, reference, data) of new persons, in one write with majority and journal. subject:
        the case that they belong to."""
        documents = [self._sealed(*person) for person in persons]
        if documents:
            self._persons.insert_many(documents, ordered=False)

    def _sealed(self, tenant: str, subject: str, ref: str, data: dict[str, Any]) -> dict[str, Any]:
        document = {"_id": ref, "tenant": tenant, "subject": subject, **self._under_new_key(ref, data)}
        if blind := blind_values(self._sealer, tenant, data):
            document["blind"] = blind
        return document

    def _under_new_key(self, ref: str, data: dict[str, Any]) -> dict[str, bytes]:
        key = os.urandom(32)
        return {
            "key": self._sealer.seal_bytes(key, KEY_PURPOSE),
            "data": encrypt(key, orjson.dumps(data), ref.encode()),
        }

    def find(
        self, tenant: str, data: Mapping[str, Any], *, before: str | None = None, limit: int
    ) -> list[tuple[str, str]]:
        """(subject, reference) of the persons of whom all of this is known (see blind_index.SEARCHED_BY), by subject
        downwards, below the subject `before`. Erased persons are not found."""
        found = {
            person
            for sealer in self._sealer.under_each()
            if (wanted := blind_values(sealer, tenant, data))
            for person in self._with(tenant, wanted, before, limit)
        }
        return sorted(found, reverse=True)[:limit]

    def _with(
        self, tenant: str, wanted: list[bytes], before: str | None, limit: int
    ) -> list[tuple[str, str]]:
        fits: dict[str, Any] = {"tenant": tenant, "blind": {"$all": wanted}}
        if before is not None:
            fits["subject"] = {"$lt": before}
        found = (
            self._persons.find(fits, {"subject": 1}, max_time_ms=_TIME_LIMIT_MS)
            .sort("subject", -1)
            # One value by the bounds of the index, the others by looking; left alone, the planner may intersect the
            # index with itself and sort.
            .hint([("tenant", 1), ("blind", 1), ("subject", -1)])
            .limit(limit)
        )
        return [(document["subject"], document["_id"]) for document in found]

    def subject_of(self, tenant: str, ref: str) -> str | None:
        """The case that a person belongs to."""
        document = self._persons.find_one(
            {"_id": ref, "tenant": tenant}, {"subject": 1}, max_time_ms=_TIME_LIMIT_MS
        )
        return None if document is None else document.get("subject")

    def read(self, tenant: str, ref: str) -> dict[str, Any]:
        """A person's data; raises ErasedError."""
        return self.read_many(tenant, [ref])[ref]

    def read_many(self, tenant: str, refs: list[str]) -> dict[str, dict[str, Any]]:
        """The data of several persons by reference, in one query; raises ErasedError when one is missing."""
        found = {doc["_id"]: doc for doc in self._persons.find({"_id": {"$in": refs}, "tenant": tenant})}
        return {ref: self._opened(ref, found.get(ref)) for ref in refs}

    def read_left(self, tenant: str, refs: list[str]) -> dict[str, dict[str, Any]]:
        """The data of those of several that were not erased, by reference, in one query."""
        fits = {"_id": {"$in": refs}, "tenant": tenant, "key": {"$exists": True}}
        found = self._persons.find(fits) if refs else ()
        return {document["_id"]: self._opened(document["_id"], document) for document in found}

    def _opened(self, ref: str, document: dict[str, Any] | None) -> dict[str, Any]:
        if document is None or "key" not in document:
            raise ErasedError(f"{ref} is not, or no longer, in the vault")
        key = self._sealer.unseal_bytes(document["key"], KEY_PURPOSE)
        data: dict[str, Any] = orjson.loads(decrypt(key, document["data"], ref.encode()))
        return data

    def held(self, tenant: str, refs: list[str]) -> dict[str, Held]:
        """What is held of each of several persons, erased ones too, by reference, in one query."""
        found = self._persons.find({"_id": {"$in": refs}, "tenant": tenant}, max_time_ms=_TIME_LIMIT_MS)
        return {document["_id"]: self._held(document) for document in found}

    def _held(self, document: dict[str, Any]) -> Held:
        return Held(
            ref=document["_id"],
            subject=document.get("subject", ""),
            data=self._opened(document["_id"], document) if "key" in document else None,
            erased_at=document.get("erased_at"),
            erased_by=Actor(**by) if (by := document.get("erased_by")) else None,
            kept_until=document.get("kept_until"),
        )

    def erase(self, tenant: str, ref: str, now: datetime, *, by: Actor | None = None) -> bool:
        """Destroy a person's key and data; whether there was one to destroy. by: who asks for it."""
        result = self._persons.update_one(
            {"_id": ref, "tenant": tenant, "key": {"$exists": True}},
            {
                "$unset": {"key": "", "data": "", "blind": "", "kept_until": ""},
                "$set": _erased(now, by),
            },
        )
        return result.modified_count == 1

    def reduce(
        self,
        tenant: str,
        ref: str,
        now: datetime,
        *,
        to: Collection[str],
        until: datetime,
        by: Actor | None = None,
    ) -> bool:
        """Destroy a person's key, and keep only the fields `to` under a new one, until then; whether there was
        anything to keep. Nobody finds the person by it any more."""
        whose = {"_id": ref, "tenant": tenant, "key": {"$exists": True}}
        # Again when the key was sealed anew in between.
        while document := self._persons.find_one(whose, max_time_ms=_TIME_LIMIT_MS):
            data = self._opened(ref, document)
            kept = {name: data[name] for name in to if name in data}
            change = {
                "$set": self._under_new_key(ref, kept) | _erased(now, by) | {"kept_until": until},
                "$unset": {"blind": ""},
            }
            if self._persons.update_one({**whose, "key": document["key"]}, change).modified_count:
                return True
        return False


def _erased(now: datetime, by: Actor | None) -> dict[str, Any]:
    return {"erased_at": now} | ({"erased_by": {"kind": by.kind, "id": by.id}} if by else {})
