"""Figures from the balances that are kept by month: they cost the same whether ten entries stand behind them or ten
million."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pymongo.database import Database

from services.accounting.domain.chart import LOSS, PROFIT, is_on_balance_sheet
from services.accounting.queries.charts import names

MOST_MS = 2_000
MOST_MONTHS = 600
ZERO = Decimal("0.00")
Documents = Database[dict[str, Any]]
Balances = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months of a ledger: those from `since` to `until` (`2026-03`), and those before them as far as they count
    for balances, the last closed year excluded."""

    before: tuple[Mapping[str, Any], ...]
    within: tuple[Mapping[str, Any], ...]
    year: int


def period(database: Documents, tenant: str, ledger: str, since: str, until: str) -> Period:
    """The months that there are. A year that was opened by an entry of its own needs none before it."""
    prefix = f"{tenant}/{ledger}/"
    wanted = {"_id": {"$gte": f"{prefix}0000-00", "$lte": f"{prefix}{until}"}, "tenant": tenant}
    rows = list(database.months.find(wanted, max_time_ms=MOST_MS).sort("_id", -1).limit(MOST_MONTHS))
    counted: list[dict[str, Any]] = []
    for row in rows:
        counted.append(row)
        if row["opening"] and row["_id"] <= f"{prefix}{since}":
            break
    counted.reverse()
    within = tuple(row for row in counted if row["_id"] >= f"{prefix}{since}")
    return Period(tuple(row for row in counted if row["_id"] < f"{prefix}{since}"), within, int(since[:4]))


def opening_of(found: Period) -> Balances:
    """Debit less credit by account before the period: of classes 6 and 7 in the same year alone; what they came to in
    years before that are not closed stands on 120 or 129, as it will when they are."""
    sums: Balances = {}
    result = ZERO
    for row in found.before:
        for account, amount in _net(row["opening"], row["accounts"]):
            if row["year"] < found.year and not is_on_balance_sheet(account):
                result += amount
            else:
                sums[account] = sums.get(account, ZERO) + amount
    for row in found.within:
        for account, amount in _net(row["opening"]):
            sums[account] = sums.get(account, ZERO) + amount
    if result:
        place = PROFIT if result < 0 else LOSS
        sums[place] = sums.get(place, ZERO) + result
    return sums


def _net(*turnovers: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, Decimal]]:
    for kept in turnovers:
        for account, one in kept.items():
            yield account, Decimal(one["debit"]) - Decimal(one["credit"])


def trial_balance(
    database: Documents, tenant: str, *, ledger: str = "main", since: str, until: str
) -> dict[str, Any]:
    """The balance of every account that was ever used, over whole months (`2026-03`) of one year.

    Keys: ledger, since, until, accounts [{account, name, opening, debit, credit, closing}] in order of their numbers
    and totals {opening, debit, credit, closing}; opening and closing are debit less credit. The totals of opening and
    closing are zero, and debit is credit, when the books balance.
    """
    found = period(database, tenant, ledger, since, until)
    opened = opening_of(found)
    debits: Balances = {}
    credits: Balances = {}
    for row in found.within:
        for account, one in row["accounts"].items():
            debits[account] = debits.get(account, ZERO) + Decimal(one["debit"])
            credits[account] = credits.get(account, ZERO) + Decimal(one["credit"])
    called = names(database, tenant, ledger)
    rows = [
        _row(account, called.get(account, ""), opened.get(account, ZERO), debits, credits)
        for account in sorted(opened.keys() | debits.keys())
    ]
    totals = {
        name: str(sum((Decimal(row[name]) for row in rows), ZERO))
        for name in ("opening", "debit", "credit", "closing")
    }
    return {"ledger": ledger, "since": since, "until": until, "accounts": rows, "totals": totals}


def _row(account: str, name: str, opening: Decimal, debits: Balances, credits: Balances) -> dict[str, Any]:
    debit, credit = debits.get(account, ZERO), credits.get(account, ZERO)
    return {
        "account": account,
        "name": name,
        "opening": str(opening),
        "debit": str(debit),
        "credit": str(credit),
        "closing": str(opening + debit - credit),
    }


def vat_summary(
    database: Documents, tenant: str, *, ledger: str = "main", since: str, until: str
) -> dict[str, Any]:
    """Net amounts and VAT by rate over whole months. Keys: ledger, since, until, rates [{side, rate, net, vat}],
    collected first and the highest rate first, collected, deductible, and due: what is to be paid, or below zero what
    is owed back. What was entered by hand counts where its VAT accounts say so, without a rate: `other`."""
    prefix = f"{tenant}/{ledger}/"
    wanted = {"_id": {"$gte": f"{prefix}{since}", "$lte": f"{prefix}{until}"}, "tenant": tenant}
    rates: dict[tuple[str, Decimal], list[Decimal]] = {}
    on_accounts = {"collected": ZERO, "deductible": ZERO}
    for row in database.months.find(wanted, max_time_ms=MOST_MS).limit(MOST_MONTHS):
        for one in row["vat"]:
            sums = rates.setdefault((one["side"], Decimal(one["rate"])), [ZERO, ZERO])
            sums[0] += Decimal(one["net"])
            sums[1] += Decimal(one["vat"])
        for account, amount in _net(row["accounts"]):
            if account.startswith("4457"):
                on_accounts["collected"] -= amount
            elif account.startswith("4456") and not account.startswith("44567"):
                on_accounts["deductible"] += amount
    listed = [
        {"side": side, "rate": f"{rate.normalize():f}", "net": str(net), "vat": str(vat)}
        for (side, rate), (net, vat) in sorted(rates.items(), key=lambda one: (one[0][0], -one[0][1]))
        if net or vat
    ]
    other = {
        side: str(
            on_accounts[side] - sum((Decimal(one["vat"]) for one in listed if one["side"] == side), ZERO)
        )
        for side in on_accounts
    }
    return {
        "ledger": ledger,
        "since": since,
        "until": until,
        "rates": listed,
        "other": other,
        "collected": str(on_accounts["collected"]),
        "deductible": str(on_accounts["deductible"]),
        "due": str(on_accounts["collected"] - on_accounts["deductible"]),
    }
