"""Making a backup: a pause of some seconds, a cut, and then reading for as long as it takes."""

import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bson
from pymongo import MongoClient

from infra.backup.blocks import BlockWriter
from infra.backup.cut import Cut, kept_for
from infra.backup.errors import BackupError
from infra.backup.manifest import BackedUp, Manifest, write_manifest
from infra.backup.pause import Broker, paused

LADDER = ("", "ladder")
"""Stands for database and collection of what waited in the broker."""


@dataclass(frozen=True, slots=True)
class Wish:
    """to: the folder to be made. key: 32 bytes, or none. patience: seconds until everything has come to rest. window:
    seconds that reading may take."""

    to: Path
    key: bytes | None = None
    patience: float = 120.0
    window: int = 6 * 3600


def save(client: MongoClient[dict[str, Any]], broker: Broker, wish: Wish) -> Manifest:
    """Writes the folder; it has its name only once it is whole. Raises BackupError, and what the servers raise."""
    if wish.to.exists():
        raise BackupError(f"{wish.to} exists: name a new folder")
    partial = wish.to.with_name(f".{wish.to.name}.partial-{secrets.token_hex(4)}")
    partial.mkdir(mode=0o700, parents=True)
    try:
        with kept_for(client, wish.window):
            with paused(client, broker, wish.patience) as waiting:
                cut = Cut(client)
            with cut:
                manifest = _write(cut, waiting, partial, wish.key)
        partial.rename(wish.to)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return manifest


def _write(cut: Cut, waiting: list[dict[str, Any]], folder: Path, key: bytes | None) -> Manifest:
    id = secrets.token_hex(16)
    files = [
        _file(folder, id, (database, collection), cut.read(database, collection), key)
        for database, collection in cut.collections
    ]
    files.append(_file(folder, id, LADDER, (bson.encode(message) for message in waiting), key))
    manifest = Manifest(
        id=id,
        version=os.environ.get("COULISSE_VERSION", ""),
        cut_at=cut.cluster_time.as_datetime().isoformat(),
        cluster_time=f"{cut.cluster_time.time}.{cut.cluster_time.inc}",
        encrypted=key is not None,
        files=tuple(files),
    )
    write_manifest(folder, manifest, key)
    return manifest


def _file(
    folder: Path, id: str, name: tuple[str, str], batches: Iterator[bytes], key: bytes | None
) -> BackedUp:
    database, collection = name
    path = f"{database or 'broker'}/{collection}.bson.gz" + (".sealed" if key else "")
    count = 0
    with BlockWriter(folder / path, f"{id}|{path}", key) as writer:
        for batch in batches:
            count += _documents_in(batch)
            writer.write(batch)
    return BackedUp(database, collection, path, count, writer.size, writer.checksum)


def _documents_in(batch: bytes) -> int:
    place = count = 0
    while place < len(batch):
        place += int.from_bytes(batch[place : place + 4], "little")
        count += 1
    return count
