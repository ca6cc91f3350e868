"""API keys as the database keeps them: who may come in, and what they may do."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.collection import Collection
from pymongo.database import Database

from gateway.scopes import actor_kind
from shared.contracts.values import Actor

COLLECTION = "api_keys"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Tenants and clients: they become part of other ids."""

_KEY = re.compile(r"ck_live_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling. The tenant comes from here and from nowhere else."""

    key: str
    tenant: str
    client: str
    role: str
    scopes: frozenset[str]

    @property
    def actor(self) -> Actor:
        """As messages name them."""
        return Actor(kind=actor_kind(self.role), id=self.client)


@dataclass(frozen=True, slots=True)
class Presented:
    """A key as somebody shows it: its public id and the hash of its secret."""

    id: str
    secret_hash: bytes


def read(key: str) -> Presented | None:
    """What a key says, or None when it is not shaped like one."""
    match = _KEY.fullmatch(key)
    return Presented(match[1], _hashed(match[2])) if match else None


def _hashed(secret: str) -> bytes:
    # A plain hash is enough: the secret is 256 random bits, not a password that could be guessed.
    return hashlib.sha256(secret.encode()).digest()


def find(keys: Collection[dict[str, Any]], presented: Presented) -> Caller | None:
    """The caller whose key this is; None when unknown, revoked or the secret differs."""
    document = keys.find_one({"_id": presented.id})
    if document is None or document.get("revoked_at") is not None:
        return None
    if not hmac.compare_digest(bytes(document["secret_hash"]), presented.secret_hash):
        return None
    return Caller(
        key=presented.id,
        tenant=document["tenant"],
        client=document["client"],
        role=document["role"],
        scopes=frozenset(document["scopes"]),
    )


def create(
    database: Database[dict[str, Any]],
    *,
    tenant: str,
    client: str,
    role: str,
    scopes: Iterable[str],
    now: datetime,
) -> str:
    """A new key; the text returned is the only copy of its secret."""
    id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    database[COLLECTION].insert_one(
        {
            "_id": id,
            "tenant": tenant,
            "client": client,
            "role": role,
            "scopes": sorted(scopes),
            "secret_hash": _hashed(secret),
            "created_at": now,
            "revoked_at": None,
        }
    )
    return f"ck_live_{id}_{secret}"


def revoke(database: Database[dict[str, Any]], id: str, now: datetime) -> bool:
    """Whether there was such a key that had not been revoked before."""
    result = database[COLLECTION].update_one({"_id": id, "revoked_at": None}, {"$set": {"revoked_at": now}})
    return result.modified_count == 1


def list_all(database: Database[dict[str, Any]], tenant: str | None, limit: int) -> list[dict[str, Any]]:
    """Keys without their hashes, by tenant and client."""
    chosen: dict[str, Any] = {} if tenant is None else {"tenant": tenant}
    found = (
        database[COLLECTION].find(chosen, {"secret_hash": 0}).sort([("tenant", 1), ("client", 1), ("_id", 1)])
    )
    return list(found.limit(limit))
