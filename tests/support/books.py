"""What must hold of a tenant's books and stock whatever happened, read from the databases."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from pymongo import MongoClient

Mongo = MongoClient[dict[str, Any]]


def unbalanced_entries(mongo: Mongo, tenant: str) -> list[str]:
    """Numbers of journal entries whose debits are not their credits."""
    return [
        entry["number"]
        for entry in mongo["coulisse_accounting"].journal_entries.find({"tenant": tenant})
        if _side(entry, "debit") != _side(entry, "credit")
    ]


def numbers_of(mongo: Mongo, tenant: str, kind: str = "invoice") -> list[int]:
    """The running numbers of a tenant's invoices, in order."""
    found = mongo["coulisse_accounting"].invoices.find({"tenant": tenant, "kind": kind})
    return sorted(int(invoice["number"].rsplit("-", 1)[1]) for invoice in found)


def entry_numbers_of(mongo: Mongo, tenant: str, journal: str) -> list[int]:
    """The running numbers of a tenant's entries in one journal, in order."""
    found = mongo["coulisse_accounting"].journal_entries.find({"tenant": tenant, "journal": journal})
    return sorted(int(entry["number"].rsplit("-", 1)[1]) for entry in found)


def balances(mongo: Mongo, tenant: str) -> dict[str, Decimal]:
    """Debit less credit by account, of accounts where they differ."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in mongo["coulisse_accounting"].journal_entries.find({"tenant": tenant}):
        for line in entry["lines"]:
            sums[line["account"]] += Decimal(line["debit"]) - Decimal(line["credit"])
    return {account: amount for account, amount in sums.items() if amount}


def stock_against_movements(mongo: Mongo, tenant: str) -> dict[str, tuple[int, int]]:
    """On hand and the sum of the movements by item, of items where they differ."""
    moved: Counter[str] = Counter()
    for movement in mongo["coulisse_logistics"].movements.find({"tenant": tenant}):
        for line in movement["lines"]:
            moved[line["item"]] += line["quantity"]
    items = {
        item["_id"]: item["on_hand"]
        for item in mongo["coulisse_logistics"].stock_items.find({"tenant": tenant})
    }
    return {
        id: (items.get(id, 0), moved[id])
        for id in items.keys() | moved.keys()
        if items.get(id, 0) != moved[id]
    }


def failed_messages(mongo: Mongo, tenant: str) -> list[dict[str, Any]]:
    """What services gave up on."""
    names = [name for name in mongo.list_database_names() if name.startswith("coulisse_")]
    return [
        failed for name in names for failed in mongo[name].failed.find({"tenant": tenant, "state": "failed"})
    ]


def stored_effects(mongo: Mongo, service: str, *states: str) -> int:
    """How many calls to the outside world a service has in these states."""
    return mongo[f"coulisse_{service}"].effects.count_documents({"state": {"$in": list(states)}})


def _side(entry: dict[str, Any], side: str) -> Decimal:
    return sum((Decimal(line[side]) for line in entry["lines"]), Decimal(0))
