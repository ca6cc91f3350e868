"""`python -m infra.reseal`: seal anew, under the master key that seals now, what lies under older ones.

Reads MONGODB_ADMIN_URL (or the same with _FILE) and COULISSE_MASTER_KEY_FILE, whose file holds the old keys, too
(`infra.master_key`). Everybody goes on working meanwhile: each text is replaced only if it is still the one that was
read. It may be broken off and run again. What persons are found by is made anew with them.
"""

import base64
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from pymongo import MongoClient, UpdateOne
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from gateway.accepting.acceptance import ANSWER_PURPOSE
from gateway.accepting.accepted import COLLECTION as REQUESTS
from gateway.accepting.making import COLLECTION as MADE
from gateway.house import DATABASE as GATEWAY
from gateway.oauth.signing_keys import COLLECTION as SIGNING_KEYS
from gateway.oauth.signing_keys import KEY_PURPOSE as SIGNING_KEY_PURPOSE
from services.notifications.collections import SUBSCRIPTIONS
from shared.contracts.errors import CoulisseError, SettingsError
from shared.contracts.notifying import ADDRESS_PURPOSE
from shared.contracts.subscriptions import SECRET_PURPOSE
from shared.persistence.mongo import connect
from shared.security.blind_index import blind_values
from shared.security.sealing import Sealer, UnsealError, decrypt
from shared.security.secret_files import read_secret_files
from shared.security.vault import DATABASE as VAULT
from shared.security.vault import KEY_PURPOSE as PERSON_KEY_PURPOSE
from shared.security.vault import PERSONS

_AT_ONCE = 500
_NOTIFICATIONS = "coulisse_notifications"
_SEALED_OF_SUBSCRIPTIONS = {
    "sealed_secret": SECRET_PURPOSE,
    "sealed_old_secret": SECRET_PURPOSE,
    "sealed_address": ADDRESS_PURPOSE,
}
Document = dict[str, Any]
Change = Callable[[Document], UpdateOne | None]


class UnknownKeyError(CoulisseError):
    """Something was sealed under a key that is not in the file; the rest was sealed anew."""


def reseal(client: MongoClient[Document], sealer: Sealer) -> Counter[str]:
    """How many documents were sealed anew, by collection. Raises UnknownKeyError at the end, when some opened under no
    key."""
    gateway = client[GATEWAY]
    work: tuple[tuple[Collection[Document], str, Change], ...] = (
        (client[VAULT][PERSONS], "key", lambda document: _person(sealer, document)),
        (gateway[REQUESTS], "answer.body", lambda d: _answer(sealer, d)),
        (gateway[MADE], "answer.body", lambda d: _answer(sealer, d)),
        (gateway[SIGNING_KEYS], "key", lambda d: _bytes(sealer, d, d["key"], "key", SIGNING_KEY_PURPOSE)),
        (client[_NOTIFICATIONS][SUBSCRIPTIONS], "subscriptions", lambda d: _subscriptions(sealer, d)),
    )
    changed: Counter[str] = Counter()
    closed = 0
    for collection, field, change in work:
        for updates, unopened in _batches(collection, field, change):
            closed += unopened
            if updates:
                changed[collection.name] += collection.bulk_write(updates, ordered=False).modified_count
    if closed:
        raise UnknownKeyError(
            f"{closed} documents open under none of these keys: let them be known (infra.master_key)"
        )
    return changed


def _batches(
    collection: Collection[Document], field: str, change: Change
) -> Iterator[tuple[list[UpdateOne], int]]:
    """What is to be written, and how many documents of the batch could not be opened."""
    updates: list[UpdateOne] = []
    unopened = 0
    for document in collection.find({field: {"$exists": True}}, batch_size=_AT_ONCE):
        try:
            update = change(document)
        except UnsealError:
            unopened += 1
            continue
        if update is not None:
            updates.append(update)
        if len(updates) == _AT_ONCE:
            yield updates, unopened
            updates, unopened = [], 0
    yield updates, unopened


def _person(sealer: Sealer, document: Document) -> UpdateOne | None:
    sealed = bytes(document["key"])
    if sealer.seals_like(sealed, PERSON_KEY_PURPOSE):
        return None
    key = sealer.unseal_bytes(sealed, PERSON_KEY_PURPOSE)
    data = orjson.loads(decrypt(key, bytes(document["data"]), document["_id"].encode()))
    new: Document = {"key": sealer.seal_bytes(key, PERSON_KEY_PURPOSE)}
    # Of whom only the rest for invoices is kept is found by nothing.
    if "kept_until" not in document and (blind := blind_values(sealer, document["tenant"], data)):
        new["blind"] = blind
    return UpdateOne({"_id": document["_id"], "key": document["key"]}, {"$set": new})


def _answer(sealer: Sealer, document: Document) -> UpdateOne | None:
    return _bytes(sealer, document, document["answer"]["body"], "answer.body", ANSWER_PURPOSE)


def _bytes(sealer: Sealer, document: Document, sealed: bytes, field: str, purpose: str) -> UpdateOne | None:
    if sealer.seals_like(bytes(sealed), purpose):
        return None
    new = sealer.seal_bytes(sealer.unseal_bytes(bytes(sealed), purpose), purpose)
    return UpdateOne({"_id": document["_id"], field: sealed}, {"$set": {field: new}})


def _subscriptions(sealer: Sealer, document: Document) -> UpdateOne | None:
    """An entity of its service, which sees by the version that it changed."""
    new = {
        f"subscriptions.{number}.{field}": renewed
        for number, one in enumerate(document["subscriptions"])
        for field, purpose in _SEALED_OF_SUBSCRIPTIONS.items()
        if (renewed := _text(sealer, one.get(field, ""), purpose))
    }
    if not new:
        return None
    as_read = {"_id": document["_id"], "version": document["version"]}
    return UpdateOne(as_read, {"$set": new, "$inc": {"version": 1}})


def _text(sealer: Sealer, sealed: str, purpose: str) -> str:
    """Sealed anew; empty when there is nothing to seal anew."""
    if not sealed or sealer.seals_like(base64.b64decode(sealed), purpose):
        return ""
    return sealer.seal(sealer.unseal(sealed, purpose), purpose)


def main() -> int:
    """Exit status 0, having said how much was sealed anew; 1 when something stays closed, 2 when it cannot begin."""
    try:
        read_secret_files(os.environ)
        file = os.environ.get("COULISSE_MASTER_KEY_FILE", "")
        if not file or not os.environ.get("MONGODB_ADMIN_URL"):
            raise SettingsError("set MONGODB_ADMIN_URL and COULISSE_MASTER_KEY_FILE")
        sealer = Sealer.from_file(file)
    except (SettingsError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        with connect(os.environ["MONGODB_ADMIN_URL"], name="coulisse reseal", patience=15) as client:
            # What was written under the old key while the first passage went on is found by the second.
            changed = reseal(client, sealer) + reseal(client, sealer)
    except (UnknownKeyError, PyMongoError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    told = ", ".join(f"{name} {count}" for name, count in sorted(changed.items()))
    sys.stdout.write(f"sealed anew: {told or 'nothing'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
