"""What a backup says of itself, and which are kept."""

import json
import os
import time
from pathlib import Path

import pytest

from infra.backup.errors import DamagedError
from infra.backup.manifest import NAME, BackedUp, Manifest, check_files, read_manifest, write_manifest
from infra.backup.pruning import prune

KEY = bytes(range(32))
DAY = 86_400


def a_manifest(*, encrypted: bool = False) -> Manifest:
    file = BackedUp("coulisse_intake", "cases", "coulisse_intake/cases.bson.gz", 1, 3, "0" * 64)
    return Manifest("a1", "1.0", "2026-11-22T10:00:00+00:00", "1.1", encrypted, (file,))


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(tmp_path, a_manifest(), None)

    assert read_manifest(tmp_path, None) == a_manifest()


def test_a_folder_without_one_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="no whole backup"):
        read_manifest(tmp_path, None)


@pytest.mark.parametrize("key", [None, KEY])
def test_a_change_is_noticed(tmp_path: Path, key: bytes | None) -> None:
    write_manifest(tmp_path, a_manifest(encrypted=key is not None), key)
    content = json.loads((tmp_path / NAME).read_text())
    content["files"] = []
    (tmp_path / NAME).write_text(json.dumps(content))

    with pytest.raises(DamagedError, match="changed"):
        read_manifest(tmp_path, key)


def test_a_key_is_asked_for_and_has_to_fit(tmp_path: Path) -> None:
    write_manifest(tmp_path, a_manifest(encrypted=True), KEY)

    with pytest.raises(DamagedError, match="--key-file"):
        read_manifest(tmp_path, None)
    with pytest.raises(DamagedError, match="not its key"):
        read_manifest(tmp_path, bytes(32))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match=r"coulisse_intake/cases\.bson\.gz"):
        check_files(tmp_path, a_manifest())


def test_old_backups_go_but_the_newest_stay_however_old(tmp_path: Path) -> None:
    for name, days in {"a": 50, "b": 40, "c": 35, "d": 1}.items():
        (tmp_path / name).mkdir()
        write_manifest(tmp_path / name, a_manifest(), None)
        os.utime(tmp_path / name / NAME, (time.time() - days * DAY,) * 2)
    broken_off = tmp_path / ".e.partial-12"
    broken_off.mkdir()
    os.utime(broken_off, (time.time() - 2 * DAY,) * 2)
    (tmp_path / "not a backup").mkdir()

    gone = prune(tmp_path, keep_days=30, keep_least=2)

    assert gone == ["a", "b", ".e.partial-12"]
    assert {one.name for one in tmp_path.iterdir()} == {"c", "d", "not a backup"}
