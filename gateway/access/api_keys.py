"""API keys as the database keeps them: who may come in, and what they may do.

_id            16 hexadecimal digits, public
owner, mode    the organisation, and `live` or `test`; tenant: whose data it opens, which follows from both
client, name   who holds it, and what for; role, scopes: what it may do
secret_hash    of the present secret; old_secret_hash, old_until: of the one before, while it still opens
version        counts changes; api_version: of the interface; budget: requests a minute
created_at, expires_at, revoked_at, last_used_at
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo.collection import Collection
from pymongo.database import Database

from gateway.access.callers import Budget, Caller, Mode, tenant_of
from gateway.answering.versions import CURRENT, FIRST

__all__ = [
    "COLLECTION",
    "NAME",
    "Caller",
    "Presented",
    "create",
    "find",
    "find_by_id",
    "list_all",
    "read",
    "revoke",
]

COLLECTION = "api_keys"
NAME = re.compile(r"(?!oidc\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Tenants and clients: they become part of other ids. What begins with `oidc.` is a person whom an outside provider
vouches for."""
USED_EVERY = timedelta(hours=1)
"""How exact `last_used_at` is."""

_KEY = re.compile(r"ck_(live|test)_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Presented:
    """A key as somebody shows it: its public id and the hash of its secret."""

    id: str
    secret_hash: bytes
    mode: str = "live"


def read(key: str) -> Presented | None:
    """What a key says, or None when it is not shaped like one."""
    match = _KEY.fullmatch(key)
    return Presented(match[2], hashed(match[3]), match[1]) if match else None


def written(mode: Mode, id: str, secret: str) -> str:
    """A key as its holder sends it."""
    return f"ck_{mode}_{id}_{secret}"


def hashed(secret: str) -> bytes:
    """What is kept of a secret."""
    # A plain hash is enough: the secret is 256 random bits, not a password that could be guessed.
    return hashlib.sha256(secret.encode()).digest()


def new_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def find(keys: Collection[dict[str, Any]], presented: Presented, now: datetime) -> Caller | None:
    """The caller whose key this is; None when unknown, expired, revoked or the secret differs."""
    document = keys.find_one({"_id": presented.id})
    if document is None or document.get("mode", "live") != presented.mode or not _opens(document, now):
        return None
    return caller_of(document) if _is_secret_of(document, presented.secret_hash, now) else None


def find_by_id(keys: Collection[dict[str, Any]], id: str, now: datetime) -> Caller | None:
    """The caller for whom a token was issued under this key, as long as the key itself would let them in."""
    document = keys.find_one({"_id": id})
    return caller_of(document) if document is not None and _opens(document, now) else None


def _opens(document: dict[str, Any], now: datetime) -> bool:
    expires_at = document.get("expires_at")
    return document.get("revoked_at") is None and (expires_at is None or now < expires_at)


def _is_secret_of(document: dict[str, Any], secret_hash: bytes, now: datetime) -> bool:
    present = hmac.compare_digest(bytes(document["secret_hash"]), secret_hash)
    old_until = document.get("old_until")
    if present or old_until is None or now >= old_until:
        return present
    return hmac.compare_digest(bytes(document["old_secret_hash"]), secret_hash)


def caller_of(document: dict[str, Any]) -> Caller:
    """Whom a stored key lets in."""
    budget = document.get("budget") or {}
    return Caller(
        key=document["_id"],
        tenant=document["tenant"],
        client=document["client"],
        role=document["role"],
        scopes=frozenset(document["scopes"]),
        mode=document.get("mode", "live"),
        version=document.get("api_version", FIRST),
        budget=Budget(budget.get("reads"), budget.get("writes")),
    )


def note_use(keys: Collection[dict[str, Any]], id: str, now: datetime) -> None:
    """Remember that a key is in use, at most once in USED_EVERY."""
    stale = {"_id": id, "$or": [{"last_used_at": None}, {"last_used_at": {"$lt": now - USED_EVERY}}]}
    keys.update_one(stale, {"$set": {"last_used_at": now}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a new key is for: who holds it, what it may do, until when and how often."""

    client: str
    role: str
    scopes: frozenset[str]
    mode: Mode = "live"
    name: str = ""
    expires_at: datetime | None = None
    budget: Budget | None = None


def document_of(id: str, secret: str, owner: str, terms: Terms, now: datetime) -> dict[str, Any]:
    """A new key as it is stored."""
    budget = terms.budget
    return {
        "_id": id,
        "tenant": tenant_of(owner, terms.mode),
        "owner": owner,
        "mode": terms.mode,
        "client": terms.client,
        "name": terms.name,
        "role": terms.role,
        "scopes": sorted(terms.scopes),
        "secret_hash": hashed(secret),
        "version": 1,
        "api_version": CURRENT,
        "budget": {"reads": budget.reads, "writes": budget.writes} if budget else None,
        "created_at": now,
        "expires_at": terms.expires_at,
        "revoked_at": None,
        "last_used_at": None,
    }


def create(
    database: Database[dict[str, Any]],
    *,
    tenant: str,
    client: str,
    role: str,
    scopes: Iterable[str],
    now: datetime,
    mode: Mode = "live",
    budget: Budget | None = None,
) -> str:
    """A new key of the organisation `tenant`; the text returned is the only copy of its secret."""
    id, secret = secrets.token_hex(8), new_secret()
    terms = Terms(client=client, role=role, scopes=frozenset(scopes), mode=mode, budget=budget)
    database[COLLECTION].insert_one(document_of(id, secret, tenant, terms, now))
    return written(mode, id, secret)


def revoke(database: Database[dict[str, Any]], id: str, now: datetime) -> bool:
    """Whether there was such a key that had not been revoked before."""
    change = {"$set": {"revoked_at": now}, "$inc": {"version": 1}}
    return database[COLLECTION].update_one({"_id": id, "revoked_at": None}, change).modified_count == 1


def list_all(database: Database[dict[str, Any]], tenant: str | None, limit: int) -> list[dict[str, Any]]:
    """Keys without their hashes, by tenant and client."""
    chosen: dict[str, Any] = {} if tenant is None else {"tenant": tenant}
    hidden = {"secret_hash": 0, "old_secret_hash": 0}
    found = database[COLLECTION].find(chosen, hidden).sort([("tenant", 1), ("client", 1), ("_id", 1)])
    return list(found.limit(limit))
