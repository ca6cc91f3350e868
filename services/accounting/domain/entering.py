"""Entering: how an entry comes into the books, in one decision with everything that follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.accounting.domain.books import Books, books_id, books_key, books_of
from services.accounting.domain.grouping import group_keys, grouped, letters_key, takers
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.month import month_key, month_of
from services.accounting.domain.posting import Draft, awaiting_pull, post, sending
from services.accounting.domain.rules import Rules
from services.accounting.domain.series import Series, series_key, series_of
from shared.contracts.decision import Effect, Entity, Known, Moment, Need


@dataclass(frozen=True, slots=True)
class Place:
    """Where entries go. series: the journal, and where a piece is numbered too, its series; groups: of open amounts
    that they may change (`grouping.py`); wanted: the day on which something happened, None for today; lone: amounts
    whose group was put into another one stand alone (where that other one cannot be known in time)."""

    ledger: str
    series: tuple[str, ...]
    groups: tuple[str, ...] = ()
    wanted: date | None = None
    lone: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry, and what has to be saved, added and done with it."""

    entry: JournalEntry
    save: tuple[Entity, ...]
    add: tuple[Entity, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Entering:
    """Puts entries into the books of one installation."""

    rules: Rules

    def needed(self, place: Place, moment: Moment) -> tuple[Need, ...]:
        """What is nearly always enough: for the day wanted, with the groups as they are named."""
        tenant, day = moment.tenant, place.wanted or self.rules.today(moment.tenant, moment.now)
        return (
            books_key(tenant, place.ledger),
            letters_key(tenant, place.ledger),
            month_key(tenant, place.ledger, day),
            *(series_key(tenant, place.ledger, name, day.year) for name in place.series),
            *group_keys(place.groups),
        )

    def further(self, place: Place, known: Known, moment: Moment) -> tuple[Need, ...]:
        """What the lock, a clock that went back, and groups put together ask for besides."""
        tenant, day = moment.tenant, self.day(place, known, moment)
        keys: list[Need] = [*takers(known, place.groups), month_key(tenant, place.ledger, day)]
        first_asked = place.wanted or self.rules.today(tenant, moment.now)
        if day.year != first_asked.year:
            keys += [series_key(tenant, place.ledger, name, day.year) for name in place.series]
            keys += [month_key(tenant, place.ledger, day.replace(month=n, day=1)) for n in range(1, 13)]
        elif place.wanted is None:
            latest = max(self._series(place, known, moment, day, name).earliest(day) for name in place.series)
            keys.append(month_key(tenant, place.ledger, latest))
        return tuple(keys)

    def day(self, place: Place, known: Known, moment: Moment) -> date:
        """The day wanted, or the first one that is not locked."""
        wanted = place.wanted or self.rules.today(moment.tenant, moment.now)
        return books_of(known, moment.tenant, place.ledger).open_day(wanted)

    def series_at(self, place: Place, known: Known, moment: Moment) -> tuple[Series, ...]:
        """All series of the place once each has given its next number for one day: that of the place, or, where numbers
        follow the days, the last one that any of them has given."""
        day = self.day(place, known, moment)
        found = [self._series(place, known, moment, day, name) for name in place.series]
        if place.wanted is not None:
            return tuple(series.taken_for(day) for series in found)
        latest = max(series.earliest(day) for series in found)
        return tuple(series.taken(latest) for series in found)

    def enter(self, draft: Draft, place: Place, journal: Series, known: Known, moment: Moment) -> Entered:
        """Post the entry under the journal's number; count it into its month and its groups.

        Raises UnbalancedEntryError.
        """
        entry = post(draft, journal, self.rules, moment)
        month = month_of(known, moment.tenant, place.ledger, entry.entered_on).with_entry(entry)
        save: tuple[Entity, ...] = (
            month,
            *grouped(entry, known, lone=place.lone),
            *_new(known, moment.tenant, place.ledger),
        )
        return Entered(entry, save, (entry, *awaiting_pull(entry, self.rules)), sending(entry, self.rules))

    def _series(self, place: Place, known: Known, moment: Moment, day: date, name: str) -> Series:
        return series_of(known, moment.tenant, place.ledger, name, day.year)


def first_day(today: date) -> date:
    """The first day that is ever entered on: of the year before, whose books may not be closed yet."""
    return date(today.year - 1, 1, 1)


def _new(known: Known, tenant: str, ledger: str) -> Iterable[Books]:
    """Books that are there can be guarded by an update; the first entry of a ledger opens them."""
    if known.get(Books, books_id(tenant, ledger)) is None:
        return (books_of(known, tenant, ledger),)
    return ()
