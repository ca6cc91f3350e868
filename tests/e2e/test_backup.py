"""Everything is lost but a backup, made while cases were flowing: they finish elsewhere, and nothing is done twice."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.backup.manifest import Manifest, read_manifest
from infra.local.house import House, clone
from shared.persistence.mongo import connect
from tests.performance.house import CASE_TYPES
from tests.support.backing_up import backup_command, content_of_backup, content_of_databases
from tests.support.books import (
    balances,
    failed_messages,
    numbers_of,
    stock_against_movements,
    stored_effects,
    unbalanced_entries,
)
from tests.support.erp import StandInErp
from tests.support.flowing import orders_flowing
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import RunningHouse, running_house

TENANT = "acme"
_FOLDER = clone() / ".local" / "backup"
_LEAST_IN_FLIGHT = 5


@pytest.fixture
def erp() -> Iterator[StandInErp]:
    with StandInErp() as erp:
        yield erp


def test_cases_in_flight_at_the_cut_finish_on_another_stack(erp: StandInErp, tmp_path: Path) -> None:
    settings = {"CASE_TYPES_DIR": str(CASE_TYPES), "ERP_URL": erp.url, "CREDIT_LIMIT": "100000000.00"}
    backup, master_key = tmp_path / "backup", tmp_path / "master.key"

    with running_house(_FOLDER / "first", settings) as first:
        shop = FrontOffice(first.gateway_url, first.new_key(TENANT), TENANT)
        shop.stock_up({"CH-100": 100_000})
        with orders_flowing(shop) as flow:
            wait_until(lambda: first.closed(TENANT) > 20, 60, "cases flow")
            before = flow.put_off
            saved = backup_command(first.house, "save", str(backup))
            print(f"put off before the backup: {before}, while it was made: {flow.put_off - before}")
            assert saved.returncode == 0, saved.stderr
            after = first.closed(TENANT)
            wait_until(lambda: first.closed(TENANT) > after + 20, 60, "cases flow on")
        _all_closed(first, len(flow.taken))
        shutil.copy(first.house.master_key, master_key)

    def put_back(house: House) -> None:
        _refused_where_damaged(house, backup, tmp_path / "damaged")
        shutil.copy(master_key, house.master_key)
        restored = backup_command(house, "restore", str(backup))
        assert restored.returncode == 0, restored.stderr
        _is_as_it_was(house, backup)
        assert "not empty" in backup_command(house, "restore", str(backup)).stderr

    with running_house(_FOLDER / "second", settings, put_back) as second:
        _all_finish(second, erp)


def _all_finish(second: RunningHouse, erp: StandInErp) -> None:
    accepted = second.mongo["coulisse_gateway"].requests.count_documents({"case": {"$exists": True}})

    _all_closed(second, accepted)

    wait_until(lambda: stored_effects(second.mongo, "accounting", "due", "leased") == 0, 60, "told the ERP")
    assert unbalanced_entries(second.mongo, TENANT) == []
    assert numbers_of(second.mongo, TENANT) == list(range(1, accepted + 1))
    assert stock_against_movements(second.mongo, TENANT) == {}
    assert failed_messages(second.mongo, TENANT) == []
    assert sum(balances(second.mongo, TENANT).values()) == 0
    journal = {one["_id"] for one in second.mongo["coulisse_accounting"].journal_entries.find({}, {"_id": 1})}
    assert journal <= set(erp.books.bookings)
    sales = Counter(booking["entry"]["case"] for booking in erp.books.bookings.values())
    assert set(sales.values()) == {1}, "an order was booked twice"


def _all_closed(house: RunningHouse, count: int) -> None:
    wait_until(
        lambda: house.closed(TENANT) == count, 120, lambda: f"{house.closed(TENANT)} of {count} closed"
    )


def _is_as_it_was(house: House, backup: Path) -> None:
    manifest = read_manifest(backup, None)
    with connect(house.stack.mongodb_admin_url) as client:
        assert content_of_databases(client) == content_of_backup(backup, manifest)
        handed_over = client["coulisse_gateway"].requests.count_documents({"case": {"$exists": True}})
        closed = client["coulisse_intake"].cases.count_documents({"status": "closed"})
        assert handed_over - closed > _LEAST_IN_FLIGHT, "the cut found nothing under way: this showed nothing"


def _refused_where_damaged(house: House, backup: Path, damaged: Path) -> None:
    """One byte of one file: nothing at all is restored."""
    shutil.copytree(backup, damaged)
    manifest: Manifest = read_manifest(damaged, None)
    file = damaged / next(one.path for one in manifest.files if one.collection == "cases")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    refused = backup_command(house, "restore", str(damaged))

    assert refused.returncode == 1
    assert "is not as it was written" in refused.stderr
    with connect(house.stack.mongodb_admin_url) as client:
        assert content_of_databases(client) == {}
