import base64
import os
from pathlib import Path

import pytest

from infra.local.errors import LocalStackError
from infra.local.files import own_folder, write_private
from infra.local.master_key import master_key
from infra.local.secret_file import SecretFile


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = SecretFile(tmp_path).secret("broker/intake")

    again = SecretFile(tmp_path).secret("broker/intake")

    assert again == first
    assert len(first) >= 43


def test_no_two_names_share_a_secret(tmp_path: Path) -> None:
    secrets = SecretFile(tmp_path)

    assert secrets.secret("broker/intake") != secrets.secret("database/intake")


def test_only_the_owner_reads_secrets(tmp_path: Path) -> None:
    SecretFile(tmp_path).secret("broker/intake")

    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert master_key(tmp_path).stat().st_mode & 0o777 == 0o600


def test_the_master_key_is_32_bytes_and_stays_the_same(tmp_path: Path) -> None:
    key = master_key(tmp_path).read_text()

    assert len(base64.b64decode(key)) == 32
    assert master_key(tmp_path).read_text() == key


def test_a_private_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "file", "old and long")

    write_private(tmp_path / "file", "new")

    assert (tmp_path / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_of_another_user_is_refused_with_a_remedy(tmp_path: Path) -> None:
    if os.getuid() == 0:
        foreign = tmp_path / "foreign"
        foreign.mkdir()
        os.chown(foreign, 65534, 65534)
    else:
        foreign = Path("/")

    with pytest.raises(LocalStackError, match="another user"):
        own_folder(foreign)
