"""CloseYear: a year's figures become final, and what stands on the balance sheet begins the next one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.books import Books, ClosedYear, books_key, books_of
from services.accounting.domain.chart import LOSS, OPENING_JOURNAL, PROFIT, is_on_balance_sheet
from services.accounting.domain.entering import Entered, Entering, Place
from services.accounting.domain.journal_entry import EntryLine, on_debit
from services.accounting.domain.month import Month, month_id, month_key
from services.accounting.domain.posting import Draft
from services.accounting.domain.rules import Rules
from services.accounting.domain.series import Series, series_key, series_of
from shared.contracts.bookkeeping import CloseYear
from shared.contracts.decision import Answer, Decision, Key, Known, Moment, Need, derived_id, done, refused


@dataclass(frozen=True)
class Closing:
    """Decides on CloseYear."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: CloseYear, moment: Moment) -> Iterable[Need]:
        tenant, ledger = moment.tenant, message.ledger
        days = [date(year, n, 1) for year in (message.year - 1, message.year) for n in range(1, 13)]
        return (
            books_key(tenant, ledger),
            # Guarded: an entry that is posted between the look at the months and the lock is seen by the next look.
            *(Key(Month, month_id(tenant, ledger, day), guard=True) for day in days),
            month_key(tenant, ledger, _opening_day(message)),
            series_key(tenant, ledger, OPENING_JOURNAL, message.year + 1),
        )

    def close(self, message: CloseYear, known: Known, moment: Moment) -> Decision:
        """Locks the year and posts the opening entry of the next one: one line for each account of classes 1 to 5, and
        the result on 120 or 129. Asked again it changes nothing."""
        books = books_of(known, moment.tenant, message.ledger)
        before = books.closing_of(message.year)
        if before is not None:
            return Decision(answer=_done(before))
        wrong = self._refusal(message, books, known, moment)
        if wrong is not None:
            return Decision(answer=wrong)
        balances = closing_balances(_months(known, moment.tenant, message.ledger, message.year))
        lines, result = opening_lines(balances, message.year)
        closed = ClosedYear(message.year, moment.now, result)
        if not lines:
            return Decision(save=(_closing(books, closed),), answer=_done(closed))
        entered, series = self._open(message, lines, known, moment)
        closed = replace(closed, entry=entered.entry.id, number=entered.entry.number)
        rest = tuple(one for one in entered.save if not isinstance(one, Books))
        return Decision(
            save=(_closing(books, closed), series, *rest),
            add=entered.add,
            effects=entered.effects,
            answer=_done(closed),
        )

    def _refusal(self, message: CloseYear, books: Books, known: Known, moment: Moment) -> Answer | None:
        if self.rules.today(moment.tenant, moment.now) < _opening_day(message):
            return refused(
                "year_not_over",
                "{year} is not over.",
                "Close it in the year after.",
                "/year",
                values={"year": str(message.year)},
            )
        if books.closed and message.year != books.closed[-1].year + 1:
            last = books.closed[-1].year
            return refused(
                "wrong_year",
                "{last} is the last closed year.",
                "Close {next} next.",
                "/year",
                values={"last": str(last), "next": str(last + 1)},
            )
        year_before = _months(known, moment.tenant, message.ledger, message.year - 1)
        if not books.closed and any(month.entries for month in year_before):
            return refused(
                "wrong_year",
                "{year} has entries and is not closed.",
                "Close years in their order.",
                "/year",
                values={"year": str(message.year - 1)},
            )
        return None

    def _open(
        self, message: CloseYear, lines: tuple[EntryLine, ...], known: Known, moment: Moment
    ) -> tuple[Entered, Series]:
        day = _opening_day(message)
        series = series_of(known, moment.tenant, message.ledger, OPENING_JOURNAL, day.year).taken_for(day)
        id = f"ent_{derived_id(f'{moment.tenant}/{message.ledger}', f'opening/{day.year}')}_opening"
        label = f"À-nouveaux au {day:%d/%m/%Y}"
        draft = Draft(id, series.number, day, label, "", lines, by=message.actor.id)
        place = Place(message.ledger, (OPENING_JOURNAL,))
        return self.entering.enter(draft, place, series, known, moment), series


def _opening_day(message: CloseYear) -> date:
    return date(message.year + 1, 1, 1)


def _closing(books: Books, closed: ClosedYear) -> Books:
    end = date(closed.year, 12, 31)
    until = end if books.locked_until is None else max(books.locked_until, end)
    return replace(books, locked_until=until, closed=(*books.closed, closed))


def _done(closed: ClosedYear) -> Answer:
    return done(entry=closed.entry, number=closed.number, result=str(closed.result))


def _months(known: Known, tenant: str, ledger: str, year: int) -> tuple[Month, ...]:
    found = (known.get(Month, month_id(tenant, ledger, date(year, n, 1))) for n in range(1, 13))
    return tuple(month for month in found if month is not None)


def closing_balances(months: Iterable[Month]) -> dict[str, Decimal]:
    """Debit less credit by account over the months of a year, what it began with included."""
    sums: dict[str, Decimal] = {}
    for month in months:
        for turnovers in (month.opening, month.accounts):
            for account, turnover in turnovers.items():
                sums[account] = sums.get(account, ZERO) + turnover.debit - turnover.credit
    return sums


def opening_lines(balances: dict[str, Decimal], year: int) -> tuple[tuple[EntryLine, ...], Decimal]:
    """The lines that begin the year after, and the result: profit, or loss below zero."""
    label = f"Solde au 31/12/{year}"
    carried = {account: amount for account, amount in balances.items() if is_on_balance_sheet(account)}
    result = -sum((amount for account, amount in balances.items() if account not in carried), ZERO)
    taken = PROFIT if result > 0 else LOSS
    carried[taken] = carried.get(taken, ZERO) - result
    lines = tuple(
        on_debit(account, carried[account], label) for account in sorted(carried) if carried[account]
    )
    return lines, result
