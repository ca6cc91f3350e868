"""What accountants do by hand: entries, lettering, locks and closings, while cases post beside them."""

from collections.abc import Callable
from decimal import Decimal

from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering
from shared.contracts.bookkeeping import (
    CloseYear,
    DefineAccount,
    HandLine,
    LockPeriod,
    MatchLines,
    PostEntry,
    ReverseEntry,
    UnmatchLines,
)
from tests.simulation.desk import AGENTS, Desk
from tests.simulation.orders import CUSTOMERS
from tests.simulation.supplies import SUPPLIERS

_LEDGER = "main"
_ACCOUNTS = ("512", "606", "758", "41101", "9")
"""One that somebody may have added, and one that there cannot be. Never the stock's, which logistics alone moves."""
_WHOSE = {"411": CUSTOMERS, "401": SUPPLIERS, "4191": CUSTOMERS}
LAST_YEAR = 2025


class Accountants(Desk):
    """Each act is one order, or nothing when there is nothing to act on."""

    @property
    def accounting(self) -> tuple[Callable[[], None], ...]:
        return (
            self._post, self._post, self._post_for_somebody, self._post_for_somebody, self._reverse, self._match,
            self._match, self._unmatch, self._lock, self._close_year, self._define_account,
        )  # fmt: skip

    def open_books(self) -> None:
        """In the beginning: in some worlds there are books of the year before."""
        for _ in range(self._random.choice((0, 0, 2))):
            self._enter(
                (HandLine(account="512", debit=Decimal(7)), HandLine(account="758", credit=Decimal(7))), 70
            )

    def _post(self) -> None:
        """Now and then one that does not balance."""
        amount = Decimal(self._random.randrange(1, 9_999)) / 100
        other = amount + (1 if self._random.random() < 0.1 else 0)
        first, second = self._random.sample(_ACCOUNTS, 2)
        self._enter(
            (HandLine(account=first, debit=amount), HandLine(account=second, credit=other)),
            0,
            0,
            1,
            9,
            70,
            800,
        )

    def _post_for_somebody(self) -> None:
        """Mostly what settles something exactly, which is matched at once."""
        group: Lettering | None = self._any("accounting", Lettering)
        if group is not None and group.balance and group.party:
            account, party, balance = group.account, group.party, -group.balance
        else:
            account = self._random.choice(tuple(_WHOSE))
            party, balance = self._random.choice(_WHOSE[account]), Decimal(self._random.choice((10, -10, 25)))
        debit, credit = max(balance, Decimal(0)), max(-balance, Decimal(0))
        lines = (
            HandLine(account=account, debit=debit, credit=credit, party=party),
            HandLine(account="512", debit=credit, credit=debit),
        )
        self._enter(lines, 0, 0, 1, 9)

    def _enter(self, lines: tuple[HandLine, ...], *days_ago: int) -> None:
        day = self._days_ago(*days_ago)
        order = PostEntry(
            entry=self._gateway.new_id("ent"),
            ledger=_LEDGER,
            journal=self._random.choice(("OD", "BQ")),
            entered_on=day,
            piece="P-1",
            piece_on=day,
            label="By hand",
            lines=lines,
            actor=AGENTS[0],
        )
        self.tell(order, self._tenant())

    def _reverse(self) -> None:
        """Mostly one that was entered by hand."""
        entries: list[JournalEntry] = self.all("accounting", JournalEntry)
        by_hand = [entry for entry in entries if entry.by]
        if entries:
            entry = self._random.choice(by_hand or entries)
            order = ReverseEntry(
                entry=entry.id, ledger=_LEDGER, entered_on=self._days_ago(0, 1, 30), actor=AGENTS[0]
            )
            self.tell(order, entry.tenant)

    def _match(self) -> None:
        """Two groups of one party, or of two, which is refused."""
        group: Lettering | None = self._any("accounting", Lettering)
        if group is None:
            return
        whose = (group.account, group.party)
        known = [one for one in self.all("accounting", Lettering) if one.tenant == group.tenant]
        others = [one for one in known if (one.account, one.party) == whose and one.lines]
        other = self._random.choice(others if others and self._random.random() < 0.95 else known)
        self.tell(MatchLines(ledger=_LEDGER, letterings=(group.id, other.id), actor=AGENTS[0]), group.tenant)

    def _unmatch(self) -> None:
        group: Lettering | None = self._any("accounting", Lettering)
        if group is not None:
            self.tell(UnmatchLines(ledger=_LEDGER, lettering=group.id, actor=AGENTS[0]), group.tenant)

    def _lock(self) -> None:
        """Forwards or back; some days are still to come."""
        until = self._days_ago(-1, 1, 1, 2, 10, 90, 400)
        self.tell(LockPeriod(ledger=_LEDGER, until=until, actor=AGENTS[0]), self._tenant())

    def _close_year(self) -> None:
        year = self._random.choice((LAST_YEAR - 1, LAST_YEAR, LAST_YEAR, LAST_YEAR, LAST_YEAR + 1))
        self.tell(CloseYear(ledger=_LEDGER, year=year, actor=AGENTS[0]), self._tenant())

    def _define_account(self) -> None:
        name = self._random.choice(("Clients douteux", "Autres clients", ""))
        order = DefineAccount(
            ledger=_LEDGER, number="41101", name=name, at=self._agenda.now(), actor=AGENTS[0]
        )
        self.tell(order, self._tenant())
