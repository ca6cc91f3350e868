"""`python -m infra.backup` as an administrator calls it, and what lies in a backup."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from infra.backup.blocks import documents, read_blocks
from infra.backup.manifest import Manifest
from infra.local.house import House


def backup_command(house: House, *words: str) -> "subprocess.CompletedProcess[str]":
    """One call; whether it went well is for the test to say."""
    return subprocess.run(
        [sys.executable, "-m", "infra.backup", *words],
        cwd=house.root,
        env={**os.environ, **house.admin_environment()},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def content_of_backup(folder: Path, manifest: Manifest, key: bytes | None = None) -> dict[str, str]:
    """A digest of every collection that is not empty, by name."""
    return {
        f"{file.database}.{file.collection}": digest_of(
            documents(read_blocks(folder / file.path, manifest.bound_to(file.path), key))
        )
        for file in manifest.files
        if file.documents and file.database
    }


def content_of_databases(client: MongoClient[dict[str, Any]]) -> dict[str, str]:
    """The same of what is stored."""
    found = {}
    for database in client.list_database_names():
        if database.startswith("coulisse_"):
            for name in client[database].list_collection_names():
                if stored := list(documents(iter(client[database][name].find_raw_batches({})))):
                    found[f"{database}.{name}"] = digest_of(stored)
    return found


def digest_of(found: Any) -> str:
    """Of documents in whatever order."""
    return sha256(b"".join(sorted(sha256(one).digest() for one in found))).hexdigest()
