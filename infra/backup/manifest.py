"""What a backup holds, in `manifest.json`: written last, so that a backup without one is none."""

import hmac
import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from infra.backup.errors import DamagedError

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class BackedUp:
    """One file. path: within the backup; documents: how many; size: bytes; sha256: of the file as it lies there."""

    database: str
    collection: str
    path: str
    documents: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """id: of this backup. cut_at: the instant of the cut by the database's clock, ISO 8601; everything committed before
    is in it, nothing later. cluster_time: the same as the database counts. version: of Coulisse."""

    id: str
    version: str
    cut_at: str
    cluster_time: str
    encrypted: bool
    files: tuple[BackedUp, ...]
    format: int = FORMAT

    def bound_to(self, path: str) -> str:
        return f"{self.id}|{path}"


def write_manifest(folder: Path, manifest: Manifest, key: bytes | None) -> None:
    """With a checksum of its own, keyed where there is a key, so that nobody else can write a manifest that fits."""
    content = asdict(manifest)
    sealed = {**content, "checksum": _checksum(content, key)}
    (folder / NAME).write_text(json.dumps(sealed, indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path, key: bytes | None) -> Manifest:
    """Raises DamagedError: no backup, another format, changed, or a key that does not fit."""
    try:
        content: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        checksum = content.pop("checksum")
    except (OSError, ValueError, KeyError) as unreadable:
        raise DamagedError(f"{folder} holds no whole backup: no readable {NAME}") from unreadable
    if content.get("format") != FORMAT:
        raise DamagedError(f"{folder}: format {content.get('format')}, and this version reads {FORMAT}")
    if content["encrypted"] and key is None:
        raise DamagedError(f"{folder} is encrypted: name its key with --key-file")
    if not hmac.compare_digest(checksum, _checksum(content, key if content["encrypted"] else None)):
        raise DamagedError(f"{folder}: {NAME} was changed, or this is not its key")
    files = tuple(BackedUp(**file) for file in content.pop("files"))
    return Manifest(files=files, **content)


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raises DamagedError naming the first file that is not as it was written."""
    for file in manifest.files:
        digest = sha256()
        try:
            with (folder / file.path).open("rb") as opened:
                while piece := opened.read(1 << 20):
                    digest.update(piece)
        except OSError as missing:
            raise DamagedError(f"{file.path}: {missing.strerror}") from missing
        if digest.hexdigest() != file.sha256:
            raise DamagedError(f"{file.path} is not as it was written")


def _checksum(content: dict[str, Any], key: bytes | None) -> str:
    text = json.dumps(content, sort_keys=True).encode()
    return sha256(text).hexdigest() if key is None else hmac.new(key, text, sha256).hexdigest()
