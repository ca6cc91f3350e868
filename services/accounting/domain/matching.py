"""MatchLines and UnmatchLines: a person says what settles what, or that it does not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.accounting.domain.grouping import LetterCount, letters_key, letters_of
from services.accounting.domain.lettering import (
    MOST_LINES,
    LetteredLine,
    Lettering,
    group_of_entry,
    lettering_key,
    letters,
)
from services.accounting.domain.rules import Rules
from shared.contracts.bookkeeping import MatchLines, UnmatchLines
from shared.contracts.decision import (
    Answer,
    Decision,
    Entity,
    Key,
    Known,
    Moment,
    Need,
    Selection,
    done,
    refused,
)

AT_ONCE = 100
"""Open groups of one customer or supplier that are looked through for a match."""


@dataclass(frozen=True)
class Matching:
    """Decides on MatchLines and UnmatchLines."""

    rules: Rules

    def needed(self, message: MatchLines, moment: Moment) -> Iterable[Need]:
        return (letters_key(moment.tenant, message.ledger), *map(lettering_key, message.letterings))

    def further(self, message: MatchLines, known: Known, _moment: Moment) -> Iterable[Need]:
        groups = (known.get(Lettering, id) for id in message.letterings)
        return _origins(group for group in groups if group is not None)

    def match(self, message: MatchLines, known: Known, moment: Moment) -> Decision:
        """Puts the groups' lines into the first one. It is complete when they balance, else partly settled; no amount
        changes. Asked again it changes nothing."""
        found = [known.get(Lettering, id) for id in dict.fromkeys(message.letterings)]
        groups = [group for group in found if group is not None and group.ledger == message.ledger]
        first = groups[0] if groups else None
        known_all = len(groups) == len(found)
        if first is not None and known_all and all(first.id in (one.id, one.into) for one in groups):
            return Decision(answer=_done(first))
        wrong = _refusal(groups, len(found))
        if wrong is not None or first is None:
            return Decision(answer=wrong)
        taken = first.holding(tuple(line for group in groups for line in group.lines))
        given = letters_of(known, moment.tenant, message.ledger)
        if not taken.code:
            given = replace(given, last_number=given.last_number + 1)
            taken = replace(taken, code=letters(given.last_number))
        taken = replace(taken, lettered_on=self.rules.today(moment.tenant, moment.now))
        emptied: dict[str, Entity] = {}
        for id in (*(group.id for group in groups[1:]), *_origin_ids(groups[1:])):
            group = known.get(Lettering, id)
            if group is not None and id != first.id:
                emptied[id] = replace(group.holding(()), into=first.id)
        return Decision(save=(taken, given, *emptied.values()), answer=_done(taken))

    def unmatch_needed(self, message: UnmatchLines, _moment: Moment) -> Iterable[Need]:
        return (lettering_key(message.lettering),)

    def unmatch_further(self, message: UnmatchLines, known: Known, _moment: Moment) -> Iterable[Need]:
        group = known.get(Lettering, message.lettering)
        if group is None:
            return ()
        alone = tuple(Key(Lettering, _alone(group, line)) for line in group.lines)
        return (*_origins((group,)), *alone)

    def unmatch(self, message: UnmatchLines, known: Known, _moment: Moment) -> Decision:
        """Each line stands alone again, whoever had matched it."""
        group = known.get(Lettering, message.lettering)
        if group is None or group.ledger != message.ledger or not group.is_matched:
            return Decision(answer=_NOTHING_MATCHED)
        changed: dict[str, Lettering] = {group.id: group.holding(())}
        for id in _origin_ids((group,)):
            origin = known.get(Lettering, id)
            if origin is not None:
                changed[id] = replace(origin.holding(()), into="")
        for line in group.lines:
            id = _alone(group, line)
            blank = replace(group.holding(()), id=id, into="")
            changed[id] = blank.holding((replace(line, origin=id),))
        return Decision(save=tuple(changed.values()), answer=done(lines=str(len(group.lines))))


_NOTHING_MATCHED = refused(
    "nothing_matched",
    "Nothing is matched in this group.",
    "Read the ledger's letterings: somebody may have taken it apart, or put it into another one.",
)


def open_groups(tenant: str, ledger: str, account: str, party: str) -> Selection[Lettering]:
    """What somebody has open on an account, the oldest first; among so many a match is looked for."""
    return Selection(
        Lettering,
        equals=(
            ("tenant", tenant), ("ledger", ledger), ("account", account), ("party", party), ("open", True),
        ),
        order=("due_on", "id"),
        limit=AT_ONCE,
    )  # fmt: skip


def matched_at_once(
    alone: tuple[Lettering, ...], given: LetterCount, known: Known, day: date
) -> tuple[Lettering | LetterCount, ...]:
    """What was just entered, put to the one open group that it settles exactly, where there is one and only one."""
    changed: dict[str, Lettering] = {}
    number = given.last_number
    for group in alone:
        asked = open_groups(group.tenant, group.ledger, group.account, group.party)
        fitting = [one for one in known.select(asked) if one.balance == -group.balance]
        if len(fitting) != 1 or fitting[0].id in changed or fitting[0].id == group.id:
            changed[group.id] = group
            continue
        taken = fitting[0].holding((*fitting[0].lines, *group.lines))
        if not taken.code:
            number += 1
            taken = replace(taken, code=letters(number))
        changed[taken.id] = replace(taken, lettered_on=day)
        changed[group.id] = replace(group.holding(()), into=taken.id)
    moved = () if number == given.last_number else (replace(given, last_number=number),)
    return (*changed.values(), *moved)


def _refusal(groups: list[Lettering], wanted: int) -> Answer | None:
    if len(groups) < wanted or any(not group.lines for group in groups):
        return refused(
            "unknown_lettering",
            "One of these groups is not there, or holds nothing any more.",
            "Read the ledger's letterings and send what is open.",
            "/letterings",
        )
    if len({(group.account, group.party) for group in groups}) > 1:
        return refused(
            "different_accounts",
            "Lines of different accounts, customers or suppliers do not settle each other.",
            "Post an entry in the miscellaneous journal that moves the amount first.",
            "/letterings",
        )
    lines = [line for group in groups for line in group.lines]
    if len(lines) > MOST_LINES:
        return refused(
            "too_many_lines",
            "A group holds {most} lines at most.",
            "Match fewer.",
            "/letterings",
            values={"most": str(MOST_LINES)},
        )
    if not (any(line.amount > 0 for line in lines) and any(line.amount < 0 for line in lines)):
        return refused(
            "one_sided_match",
            "All of these amounts are on the same side: none settles another.",
            "Choose debits and credits.",
            "/letterings",
        )
    return None


def _done(group: Lettering) -> Answer:
    code = group.code if group.is_complete else group.code.lower()
    return done(lettering=group.id, code=code, balance=str(group.balance))


def _origins(groups: Iterable[Lettering]) -> tuple[Need, ...]:
    return tuple(Key(Lettering, id) for id in _origin_ids(groups))


def _origin_ids(groups: Iterable[Lettering]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.origin for group in groups for line in group.lines))


def _alone(group: Lettering, line: LetteredLine) -> str:
    return group_of_entry(line.entry, group.account, line.party)
