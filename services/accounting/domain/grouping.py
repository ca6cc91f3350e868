"""What an entry changes of the open amounts of customers and suppliers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.chart import OPENING_JOURNAL, is_personal
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import (
    LetteredLine,
    Lettering,
    group_of_case,
    group_of_entry,
    letters,
)
from shared.contracts.decision import Key, Known, Need


@dataclass(frozen=True, slots=True)
class LetterCount:
    """How many groups of a ledger have been given letters."""

    id: str
    tenant: str
    ledger: str
    last_number: int = 0


def letters_key(tenant: str, ledger: str) -> Key[LetterCount]:
    return Key(LetterCount, f"{tenant}/{ledger}")


def letters_of(known: Known, tenant: str, ledger: str) -> LetterCount:
    """The count as it stands, or one of which nothing was taken yet."""
    id = letters_key(tenant, ledger).id
    return known.get(LetterCount, id) or LetterCount(id, tenant, ledger)


def groups_of_case(case: str, accounts: Iterable[str]) -> tuple[str, ...]:
    """Where lines of a case on these accounts go."""
    return tuple(group_of_case(case, account) for account in accounts)


def takers(known: Known, groups: Iterable[str]) -> tuple[Need, ...]:
    """The groups that took over what these held."""
    found = (known.get(Lettering, id) for id in groups)
    return tuple(Key(Lettering, group.into) for group in found if group is not None and group.into)


def group_keys(groups: Iterable[str]) -> tuple[Need, ...]:
    return tuple(Key(Lettering, id) for id in groups)


def amounts_of(entry: JournalEntry) -> dict[tuple[str, str], Decimal]:
    """What the entry puts on accounts kept by party: debit less credit by account and party, without zeros. What an
    opening entry carries over is in the groups already."""
    sums: dict[tuple[str, str], Decimal] = {}
    if entry.journal == OPENING_JOURNAL:
        return sums
    for line in entry.lines:
        if is_personal(line.account):
            place = (line.account, line.party)
            sums[place] = sums.get(place, ZERO) + line.debit - line.credit
    return {place: amount for place, amount in sums.items() if amount}


def own_groups(entry: JournalEntry) -> tuple[str, ...]:
    """The groups in which each amount of the entry would stand alone."""
    return tuple(group_of_entry(entry.id, account, party) for account, party in amounts_of(entry))


def grouped(entry: JournalEntry, known: Known, *, lone: bool = False) -> tuple[Lettering | LetterCount, ...]:
    """The groups that the entry changes, and the letters when one of them is matched by it.

    What a case brings about goes into the group of its case on that account, or into the one that took it over; what
    was entered by hand stands alone, and with `lone` what was taken over does.
    """
    case = entry.settles or (entry.case if not entry.by else "")
    changed: list[Lettering | LetterCount] = []
    amounts = amounts_of(entry)
    if not amounts:
        return ()
    given = letters_of(known, entry.tenant, entry.ledger)
    for (account, party), amount in amounts.items():
        group = _group_for(entry, case, (account, party), known, lone)
        alone = group.id == group_of_entry(entry.id, account, party)
        line = _line(entry, amount, group.id if alone else group_of_case(case, account), party)
        group = group.holding((*group.lines, line))
        if not group.party and party:
            group = replace(group, party=party)
        if group.is_matched:
            if not group.code:
                given = replace(given, last_number=given.last_number + 1)
                group = replace(group, code=letters(given.last_number))
            group = replace(group, lettered_on=entry.entered_on)
        changed.append(group)
    if given.last_number != letters_of(known, entry.tenant, entry.ledger).last_number:
        changed.append(given)
    return tuple(changed)


def _group_for(entry: JournalEntry, case: str, place: tuple[str, str], known: Known, lone: bool) -> Lettering:
    """The group of the case (or the one that took it over), else one of the entry's own."""
    account, party = place
    own = group_of_entry(entry.id, account, party)
    blank = Lettering(own, entry.tenant, entry.ledger, account, party)
    if not case:
        return blank
    id = group_of_case(case, account)
    group = known.get(Lettering, id) or replace(blank, id=id)
    if not group.into:
        return group
    return (blank if lone else known.get(Lettering, group.into)) or blank


def _line(entry: JournalEntry, amount: Decimal, origin: str, party: str) -> LetteredLine:
    due_on = entry.due_on or entry.entered_on
    return LetteredLine(entry.id, entry.number, entry.piece, entry.entered_on, due_on, amount, origin, party)
