"""New addresses in the files of every process."""

from pathlib import Path

import pytest

from infra.accounts import SECOND, SERVERS, accounts_in, address_file
from infra.containers.make_secrets import main as make_secrets
from infra.process_names import PROCESSES
from infra.rotate import rotate
from shared.contracts.errors import SettingsError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_secrets(tmp_path / "secrets")
    return tmp_path / "secrets"


def test_each_process_gets_its_other_name_and_another_password_and_then_the_first_again(folder: Path) -> None:
    first = accounts_in(folder, "amqp")

    rotate(folder)
    second = accounts_in(folder, "amqp")
    rotate(folder)
    third = accounts_in(folder, "amqp")

    assert {account.user for account in first.values()} == set(PROCESSES)
    assert {account.user for account in second.values()} == {f"{process}{SECOND}" for process in PROCESSES}
    assert {account.user for account in third.values()} == set(PROCESSES)
    passwords = {one.password for round in (first, second, third) for one in round.values()}
    assert len(passwords) == 3 * len(PROCESSES)


def test_everything_else_of_an_address_stays(folder: Path) -> None:
    file = address_file(folder, "intake", "mongodb")
    before = file.read_text().partition("@")[2]

    rotate(folder)

    assert file.read_text().partition("@")[2] == before


def test_a_file_keeps_its_place_and_mode_since_containers_have_mounted_it(folder: Path) -> None:
    file = address_file(folder, "intake", "amqp")
    before = file.stat()

    rotate(folder)

    assert (file.stat().st_ino, file.stat().st_mode) == (before.st_ino, before.st_mode)


def test_nothing_is_written_while_one_of_them_is_missing(folder: Path) -> None:
    address_file(folder, PROCESSES[-1], SERVERS[-1]).unlink()
    before = accounts_in(folder, "amqp")

    with pytest.raises(SettingsError):
        rotate(folder)

    assert accounts_in(folder, "amqp") == before


def test_a_password_appears_in_no_representation(folder: Path) -> None:
    account = accounts_in(folder, "amqp")["intake"]

    assert account.password not in repr(account)
