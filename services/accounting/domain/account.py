"""Accounts that a tenant adds to the chart, or calls by another name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.accounting.domain.chart import ACCOUNTS
from shared.contracts.bookkeeping import DefineAccount
from shared.contracts.decision import Answer, Decision, Key, Known, Moment, Need, done, refused

_NUMBER = re.compile(r"[1-7][0-9]{2}[0-9A-Z]{0,17}")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one ledger's chart, beside those that every ledger starts with. set_at: when the name was asked
    for; of two names the later one counts."""

    id: str
    tenant: str
    ledger: str
    number: str
    name: str
    set_at: datetime


def account_id(tenant: str, ledger: str, number: str) -> str:
    return f"{tenant}/{ledger}/{number}"


def account_keys(tenant: str, ledger: str, numbers: Iterable[str]) -> tuple[Need, ...]:
    """What has to be loaded to know whether there are such accounts."""
    return tuple(
        Key(Account, account_id(tenant, ledger, number)) for number in sorted(set(numbers) - ACCOUNTS.keys())
    )


def is_in_chart(known: Known, tenant: str, ledger: str, number: str) -> bool:
    """Whether entries may use this account; it was asked for by account_keys."""
    return number in ACCOUNTS or known.get(Account, account_id(tenant, ledger, number)) is not None


def needed(message: DefineAccount, moment: Moment) -> Iterable[Need]:
    return (Key(Account, account_id(moment.tenant, message.ledger, message.number)),)


def define(message: DefineAccount, known: Known, moment: Moment) -> Decision:
    """Add the account, or give it another name. Its number says what it is: it stands under one of the chart."""
    wrong = _wrong(message)
    if wrong is not None:
        return Decision(answer=wrong)
    id = account_id(moment.tenant, message.ledger, message.number)
    before = known.get(Account, id)
    if before is not None and before.set_at >= message.at:
        return Decision(
            answer=refused(
                "overtaken",
                "A name that was given after this one is already in force.",
                "Read the ledger's accounts.",
            )
        )
    blank = before or Account(id, moment.tenant, message.ledger, message.number, "", message.at)
    after = replace(blank, name=message.name.strip(), set_at=message.at)
    return Decision(save=(after,), answer=done(account=message.number))


def _wrong(message: DefineAccount) -> Answer | None:
    if not _NUMBER.fullmatch(message.number):
        return refused(
            "account_number",
            "An account's number has three digits at least, the first from 1 to 7, then digits or capitals.",
            "Take a number under an account of the chart, such as 41101.",
            "/number",
        )
    if not any(message.number.startswith(known) for known in ACCOUNTS):
        return refused(
            "account_number",
            "No account of the chart stands above this one.",
            "Begin the number with that of an account of the chart, such as 6251 under 625.",
            "/number",
        )
    if not 0 < len(message.name.strip()) <= _LONGEST_NAME or not message.name.isprintable():
        return refused("account_name", "A name has 1 to 100 printable characters.", "Shorten it.", "/name")
    return None
