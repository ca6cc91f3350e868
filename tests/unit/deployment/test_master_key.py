"""The file of master keys changes step by step, and never into one that opens less than it must."""

import base64
import os
from pathlib import Path

import pytest

from infra.master_key import KeyRefusedError, added, dropped, fingerprint, known, main, used
from shared.security.sealing import Sealer, UnsealError

OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.b64encode(b"n" * 32).decode()


def test_a_new_key_opens_before_it_seals() -> None:
    keys = added([OLD])

    assert keys[0] == OLD
    assert len(base64.b64decode(keys[1])) == 32


def test_the_key_that_is_named_seals_however_often_it_is_told() -> None:
    once = used([OLD, NEW], fingerprint(NEW))

    assert once == used(once, fingerprint(NEW)) == [NEW, OLD]


def test_the_key_that_seals_is_not_dropped() -> None:
    with pytest.raises(KeyRefusedError, match="use another one first"):
        dropped([NEW, OLD], fingerprint(NEW))

    assert dropped([NEW, OLD], fingerprint(OLD)) == [NEW]


def test_a_key_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(KeyRefusedError, match=f"there are {fingerprint(OLD)}"):
        used([OLD], "0123")


def test_keys_of_another_file_only_open() -> None:
    assert known([NEW], [OLD, NEW]) == [NEW, OLD]


def test_the_file_keeps_its_place_and_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "master_key"
    file.write_text(OLD)
    file.chmod(0o444)
    inode = file.stat().st_ino

    status = main([str(file), "add"])

    assert status == 0
    assert (file.stat().st_ino, file.stat().st_mode & 0o777) == (inode, 0o444)
    assert main([str(file), "drop", "0123"]) == 2


def test_a_fingerprint_says_nothing_of_its_key() -> None:
    assert fingerprint(OLD) not in OLD
    assert len(fingerprint(OLD)) == 12


def test_all_keys_open_and_the_first_one_seals(tmp_path: Path) -> None:
    file = tmp_path / "master_key"
    file.write_text(f"{NEW}\n{OLD}\n")
    before, both, after = Sealer(b"o" * 32), Sealer.from_file(str(file)), Sealer(b"n" * 32)

    assert both.unseal(before.seal("text", "any"), "any") == "text"
    assert after.unseal(both.seal("text", "any"), "any") == "text"
    assert both.digests(b"data", "any") == (after.digest(b"data", "any"), before.digest(b"data", "any"))
    assert both.seals_like(after.seal_bytes(b"x", "any"), "any")
    assert not both.seals_like(before.seal_bytes(b"x", "any"), "any")
    with pytest.raises(UnsealError):
        both.unseal(Sealer(os.urandom(32)).seal("text", "any"), "any")


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"x" * 31).decode(), f"{OLD}\nrubbish!"])
def test_a_file_without_keys_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "master_key"
    file.write_text(text)

    with pytest.raises(ValueError, match="no master key"):
        Sealer.from_file(str(file))
