"""Entries that an accountant posts by hand, and takes back: balanced, on accounts that there are, on open days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.accounting.domain.account import account_keys, is_in_chart
from services.accounting.domain.amount import cents, whole_cents
from services.accounting.domain.books import books_of
from services.accounting.domain.chart import BANK_JOURNAL, MISCELLANEOUS_JOURNAL, OPENING_JOURNAL, is_personal
from services.accounting.domain.entering import Entering, Place, first_day
from services.accounting.domain.grouping import group_keys, letters_of
from services.accounting.domain.journal_entry import (
    EntryLine,
    JournalEntry,
    UnbalancedEntryError,
    refuse_unbalanced,
)
from services.accounting.domain.lettering import Lettering, group_of_entry
from services.accounting.domain.matching import matched_at_once, open_groups
from services.accounting.domain.posting import Draft, reversal_entry_id
from services.accounting.domain.rules import Rules
from shared.contracts.bookkeeping import HandLine, PostEntry, ReverseEntry
from shared.contracts.decision import Answer, Decision, Key, Known, Moment, Need, done, refused

MOST_LINES = 500


@dataclass(frozen=True)
class ByHand:
    """Decides on PostEntry and ReverseEntry."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: PostEntry, moment: Moment) -> Iterable[Need]:
        return (
            Key(JournalEntry, message.entry),
            *account_keys(moment.tenant, message.ledger, (line.account for line in message.lines)),
            *(open_groups(moment.tenant, message.ledger, *whose) for whose in _whose(message)),
            *self.entering.needed(_place(message), moment),
        )

    def further(self, message: PostEntry, known: Known, moment: Moment) -> Iterable[Need]:
        return self.entering.further(_place(message), known, moment)

    def post(self, message: PostEntry, known: Known, moment: Moment) -> Decision:
        """Posts the entry as it is, or says what is wrong with it; it is never half posted."""
        before = known.get(JournalEntry, message.entry)
        if before is not None:
            return Decision(answer=done(entry=before.id, number=before.number))
        wrong = (
            _wrong_day(message.entered_on, message.ledger, known, moment, self.rules)
            or _wrong_line(message, known, moment)
            or _unbalanced(message)
        )
        if wrong is not None:
            return Decision(answer=wrong)
        place = _place(message)
        (journal,) = self.entering.series_at(place, known, moment)
        draft = Draft(
            message.entry,
            message.piece.strip() or journal.number,
            message.piece_on,
            message.label,
            "",
            _lines(message),
            due_on=message.due_on,
            by=message.actor.id,
        )
        entered = self.entering.enter(draft, place, journal, known, moment)
        alone = tuple(one for one in entered.save if isinstance(one, Lettering))
        rest = tuple(one for one in entered.save if not isinstance(one, Lettering))
        given = letters_of(known, moment.tenant, message.ledger)
        matched = matched_at_once(alone, given, known, self.rules.today(moment.tenant, moment.now))
        return Decision(
            save=(journal, *rest, *matched),
            add=entered.add,
            effects=entered.effects,
            answer=done(entry=entered.entry.id, number=entered.entry.number),
        )

    def reverse_needed(self, message: ReverseEntry, moment: Moment) -> Iterable[Need]:
        return (
            Key(JournalEntry, message.entry, named=True),
            Key(JournalEntry, reversal_entry_id(message.entry), named=True),
            *self.entering.needed(_place_of_reversal(message, MISCELLANEOUS_JOURNAL), moment),
            *self.entering.needed(_place_of_reversal(message, BANK_JOURNAL), moment),
        )

    def reverse_further(self, message: ReverseEntry, known: Known, moment: Moment) -> Iterable[Need]:
        entry = known.get(JournalEntry, message.entry)
        if entry is None or not _is_by_hand(entry):
            return ()
        alone = (
            group_of_entry(reversal_entry_id(entry.id), line.account, line.party)
            for line in entry.lines
            if is_personal(line.account)
        )
        return (
            *group_keys(alone),
            *self.entering.further(_place_of_reversal(message, entry.journal), known, moment),
        )

    def reverse(self, message: ReverseEntry, known: Known, moment: Moment) -> Decision:
        """Turns the entry's sides round by a further entry, once. What a case brought about is undone by its case, and
        what began a year stands."""
        entry = known.get(JournalEntry, message.entry)
        if entry is None or not _is_by_hand(entry) or entry.reverses:
            return Decision(answer=_NOT_BY_HAND)
        again = known.get(JournalEntry, reversal_entry_id(entry.id))
        if again is not None:
            return Decision(answer=done(entry=again.id, number=again.number))
        wrong = _wrong_day(message.entered_on, message.ledger, known, moment, self.rules)
        if wrong is not None:
            return Decision(answer=wrong)
        place = _place_of_reversal(message, entry.journal)
        (journal,) = self.entering.series_at(place, known, moment)
        draft = Draft(
            reversal_entry_id(entry.id),
            entry.piece,
            entry.piece_on,
            f"Annulation {entry.number} - {entry.label}",
            "",
            tuple(line.reversed() for line in entry.lines),
            reverses=entry.id,
            by=message.actor.id,
        )
        entered = self.entering.enter(draft, place, journal, known, moment)
        return Decision(
            save=(journal, *entered.save),
            add=entered.add,
            effects=entered.effects,
            answer=done(entry=entered.entry.id, number=entered.entry.number),
        )


_NOT_BY_HAND = refused(
    "not_by_hand",
    "This is no entry that was posted by hand, in this ledger, and can be taken back.",
    "What a case brought about is undone by its case; an entry that takes another one back is not taken back itself.",
)


def _is_by_hand(entry: JournalEntry) -> bool:
    """A closing names who asked for it, and nobody wrote its opening entry."""
    return bool(entry.by) and entry.journal != OPENING_JOURNAL


def _whose(message: PostEntry) -> tuple[tuple[str, str], ...]:
    """Accounts and parties whose open amounts the entry changes."""
    found = ((line.account, line.party) for line in message.lines if is_personal(line.account))
    return tuple(dict.fromkeys(found))


def _place(message: PostEntry) -> Place:
    groups = tuple(group_of_entry(message.entry, *whose) for whose in _whose(message))
    return Place(message.ledger, (message.journal,), groups, message.entered_on)


def _place_of_reversal(message: ReverseEntry, journal: str) -> Place:
    return Place(message.ledger, (journal,), wanted=message.entered_on)


def _wrong_day(day: date, ledger: str, known: Known, moment: Moment, rules: Rules) -> Answer | None:
    books = books_of(known, moment.tenant, ledger)
    if books.is_locked(day):
        return refused(
            "locked_period",
            "The books are locked up to {day}.",
            "Enter it on a later day, or have the period opened again if its year is not closed.",
            "/entered_on",
            values={"day": str(books.locked_until)},
        )
    today = rules.today(moment.tenant, moment.now)
    if day > today:
        return refused(
            "day_to_come", "The day of the entry is still to come.", "Enter it then.", "/entered_on"
        )
    if day < first_day(today):
        return refused(
            "day_long_past",
            "Nothing is entered before {day}.",
            "Look whether the year is right.",
            "/entered_on",
            values={"day": str(first_day(today))},
        )
    return None


def _wrong_line(message: PostEntry, known: Known, moment: Moment) -> Answer | None:
    if not 2 <= len(message.lines) <= MOST_LINES:
        return refused(
            "line_count",
            "An entry has 2 to {most} lines.",
            "Split it into entries.",
            "/lines",
            values={"most": str(MOST_LINES)},
        )
    for place, line in enumerate(message.lines):
        at = f"/lines/{place}"
        if not is_in_chart(known, moment.tenant, message.ledger, line.account):
            return refused(
                "unknown_account",
                "There is no account {account} in this ledger's chart.",
                "Take one of the ledger's accounts, or add it.",
                f"{at}/account",
                values={"account": line.account},
            )
        if is_personal(line.account) and not line.party:
            return refused(
                "party_missing",
                "Account {account} is kept by customer or supplier, and the line names none.",
                "Send the customer's or supplier's code in party.",
                f"{at}/party",
                values={"account": line.account},
            )
        if not _is_one_sided(line):
            return refused(
                "one_sided_line",
                "A line has one amount of whole cents above zero: debit or credit.",
                "Leave the other one out.",
                at,
            )
    return None


def _is_one_sided(line: HandLine) -> bool:
    sides = (line.debit, line.credit)
    return all(whole_cents(side) and side >= 0 for side in sides) and sum(side > 0 for side in sides) == 1


def _unbalanced(message: PostEntry) -> Answer | None:
    try:
        refuse_unbalanced(_lines(message))
    except UnbalancedEntryError:
        debit = sum((line.debit for line in message.lines), Decimal(0))
        credit = sum((line.credit for line in message.lines), Decimal(0))
        return refused(
            "unbalanced_entry",
            "The debits are {debit} and the credits {credit}.",
            "Make them equal: an entry that does not balance is never posted.",
            "/lines",
            values={"debit": f"{debit:.2f}", "credit": f"{credit:.2f}"},
        )
    return None


def _lines(message: PostEntry) -> tuple[EntryLine, ...]:
    return tuple(
        EntryLine(
            line.account, cents(line.debit), cents(line.credit), line.label or message.label, line.party
        )
        for line in message.lines
    )
