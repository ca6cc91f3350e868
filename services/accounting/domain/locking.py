"""LockPeriod: up to which day nothing more is entered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.accounting.domain.books import books_key, books_of
from services.accounting.domain.rules import Rules
from shared.contracts.bookkeeping import LockPeriod
from shared.contracts.decision import Decision, Known, Moment, Need, done, refused


@dataclass(frozen=True)
class Locking:
    """Decides on LockPeriod."""

    rules: Rules

    def needed(self, message: LockPeriod, moment: Moment) -> Iterable[Need]:
        return (books_key(moment.tenant, message.ledger),)

    def lock(self, message: LockPeriod, known: Known, moment: Moment) -> Decision:
        """Moves the lock, forwards over days that are over, or back as far as years are not closed. What posts reads
        the lock under guard: an entry is either before it in the books or not on a locked day."""
        books = books_of(known, moment.tenant, message.ledger)
        if message.until >= self.rules.today(moment.tenant, moment.now):
            return Decision(
                answer=refused(
                    "day_to_come",
                    "Only days that are over can be locked.",
                    "Send yesterday or an earlier day.",
                    "/until",
                )
            )
        if books.closed_until is not None and message.until < books.closed_until:
            return Decision(
                answer=refused(
                    "closed_year",
                    "{year} is closed: its days stay locked.",
                    "Enter corrections in the present year.",
                    "/until",
                    values={"year": str(books.closed[-1].year)},
                )
            )
        return Decision(
            save=(replace(books, locked_until=message.until),),
            answer=done(locked_until=message.until.isoformat()),
        )
