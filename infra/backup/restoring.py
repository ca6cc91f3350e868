"""Putting a backup back: into an empty stack, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.errors import BulkWriteError

from infra.backup.blocks import documents, read_blocks
from infra.backup.cut import collections
from infra.backup.errors import RestoreError
from infra.backup.manifest import BackedUp, Manifest, check_files, read_manifest
from infra.backup.pause import Broker
from infra.backup.queues import send_back
from infra.backup.saving import LADDER
from infra.broker.apply import apply_topology
from infra.database.apply import apply_all_indexes

_MOST_BYTES = 8_000_000
_MOST_DOCUMENTS = 2_000
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


def restore(client: MongoClient[dict[str, Any]], broker: Broker, folder: Path, key: bytes | None) -> Manifest:
    """Everything of the backup, the indexes, and the broker's queues with what waited for its retry.

    What was in outboxes at the cut is sent by the services once they run. Raises DamagedError before anything is
    written, and RestoreError.
    """
    manifest = read_manifest(folder, key)
    check_files(folder, manifest)
    check_empty(client)
    apply_topology(broker.amqp_url)
    if full := broker.ready():
        raise RestoreError(
            f"the broker is not empty ({', '.join(sorted(full)[:5])}): its messages belong to other data"
        )
    for file in manifest.files:
        if (file.database, file.collection) != LADDER:
            _restore(client, folder, manifest, file, key)
    apply_all_indexes(client)
    (ladder,) = (file for file in manifest.files if (file.database, file.collection) == LADDER)
    send_back(broker.amqp_url, [bson.decode(one) for one in _documents(folder, manifest, ladder, key)])
    return manifest


def check_empty(client: MongoClient[dict[str, Any]]) -> None:
    """Raises RestoreError when any collection of Coulisse holds anything."""
    for database, collection in collections(client):
        if client[database][collection].find_one({}, {"_id": 1}) is not None:
            raise RestoreError(
                f"{database}.{collection} is not empty: a backup is restored into an empty stack only. After a restore"
                " that broke off, drop the databases coulisse_* and begin anew"
            )


def _documents(folder: Path, manifest: Manifest, file: BackedUp, key: bytes | None) -> Iterator[bytes]:
    return documents(read_blocks(folder / file.path, manifest.bound_to(file.path), key))


def _restore(
    client: MongoClient[dict[str, Any]], folder: Path, manifest: Manifest, file: BackedUp, key: bytes | None
) -> None:
    target = client[file.database].get_collection(file.collection, codec_options=_RAW)
    count = 0
    for batch in _batches(_documents(folder, manifest, file, key)):
        try:
            target.insert_many([RawBSONDocument(one) for one in batch], ordered=False)
        except BulkWriteError as error:
            raise RestoreError(f"{file.path}: the database refuses a document") from error
        count += len(batch)
    if count != file.documents:
        raise RestoreError(f"{file.path}: {count} documents instead of {file.documents}")


def _batches(found: Iterator[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for one in found:
        batch.append(one)
        size += len(one)
        if size > _MOST_BYTES or len(batch) >= _MOST_DOCUMENTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
