"""Files of a backup, with and without a key."""

import gzip
import os
from pathlib import Path

import bson
import pytest

from infra.backup.blocks import BlockWriter, documents, read_blocks
from infra.backup.errors import DamagedError

KEY = bytes(range(32))
MANY = [bson.encode({"_id": number, "noise": os.urandom(40_000)}) for number in range(100)]
"""Four megabytes that do not shrink: several frames."""


def write(
    path: Path, key: bytes | None, found: list[bytes] = MANY, bound_to: str = "backup|file"
) -> BlockWriter:
    with BlockWriter(path, bound_to, key) as writer:
        for one in found:
            writer.write(one)
    return writer


def read(path: Path, key: bytes | None, bound_to: str = "backup|file") -> list[bytes]:
    return list(documents(read_blocks(path, bound_to, key)))


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("found", [[], MANY[:1], MANY])
def test_what_was_written_is_read(tmp_path: Path, key: bytes | None, found: list[bytes]) -> None:
    write(tmp_path / "file", key, found)

    assert read(tmp_path / "file", key) == found


def test_without_a_key_any_gzip_reads_it(tmp_path: Path) -> None:
    write(tmp_path / "file", None)

    assert gzip.decompress((tmp_path / "file").read_bytes()) == b"".join(MANY)


def test_under_a_key_nothing_can_be_read_without_it(tmp_path: Path) -> None:
    write(tmp_path / "file", KEY, [bson.encode({"name": "Camille Martin"})])

    assert b"Camille" not in (tmp_path / "file").read_bytes()
    with pytest.raises(DamagedError):
        read(tmp_path / "file", bytes(32))


@pytest.mark.parametrize("key", [None, KEY])
def test_a_file_that_ends_too_early_is_noticed_wherever_it_ends(tmp_path: Path, key: bytes | None) -> None:
    write(tmp_path / "file", key)
    whole = (tmp_path / "file").read_bytes()

    for share in (0.1, 0.5, 0.9, 0.999):
        (tmp_path / "file").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(DamagedError):
            read(tmp_path / "file", key)


def test_frames_cannot_be_left_out_or_taken_from_another_file(tmp_path: Path) -> None:
    write(tmp_path / "file", KEY)
    content = (tmp_path / "file").read_bytes()
    first = 4 + int.from_bytes(content[:4], "big")
    (tmp_path / "short").write_bytes(content[first:])
    (tmp_path / "cut").write_bytes(content[:first])

    for damaged in ("short", "cut"):
        with pytest.raises(DamagedError):
            read(tmp_path / damaged, KEY)
    with pytest.raises(DamagedError):
        read(tmp_path / "file", KEY, "backup|another")
