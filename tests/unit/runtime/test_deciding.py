"""Every message of a batch is handled, delayed or failed: exactly one of them, and each for itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pytest

from shared.contracts.accounts import PaymentCleared
from shared.contracts.decision import NOTHING, Decision, Effect, Key, Known, Moment, Need
from shared.contracts.errors import NotYetError, UnavailableError
from shared.contracts.stock import ReserveStock, StockReserved
from shared.persistence.memory import MemoryStore
from shared.persistence.store import Commit, Loaded, UnstorableError
from shared.runtime.batch import Outcome
from shared.runtime.deciding import MOST_REDOS
from tests.support.deciding import Deciding
from tests.unit.runtime.till import (
    COLLECTIONS,
    AwayStore,
    ConflictingStore,
    Receipt,
    Till,
    bench,
    count,
    the_till,
    till_of,
    use,
    wish,
)

TILL = "acme/main"


def counted(deciding: Deciding) -> int:
    till = deciding.get(Till, TILL)
    return till.count if till else 0


def unhandled(outcome: Outcome) -> list[tuple[str, str]]:
    troubles = [("delayed", *entry) for entry in outcome.delayed] + [
        ("failed", *entry) for entry in outcome.failed
    ]
    return [(fate, trouble.error) for fate, _, trouble in troubles]


def test_a_message_twice_in_a_batch_is_decided_once() -> None:
    desk = bench()

    outcome = desk.try_tell([wish(1), wish(2), wish(1)], ids=["a", "b", "a"])

    assert counted(desk) == 2
    assert len(desk.sent(outcome)) == 2


def test_a_repeat_in_a_later_batch_meets_the_inbox() -> None:
    desk = bench()
    desk.try_tell([wish(1), wish(2)], ids=["a", "b"])

    outcome = desk.try_tell([wish(2), wish(3)], ids=["b", "c"])

    assert counted(desk) == 3
    assert [message.case for message in desk.sent(outcome) if isinstance(message, StockReserved)] == [
        "case_0003"
    ]
    assert unhandled(outcome) == []


@pytest.mark.parametrize("conflicts", range(MOST_REDOS))
def test_a_conflict_is_decided_again(conflicts: int) -> None:
    desk = bench()
    use(desk, ConflictingStore(conflicts))

    outcome = desk.try_tell([wish(n) for n in range(10)])

    assert counted(desk) == 10
    assert len(desk.all(Receipt)) == len(desk.sent(outcome)) == 10
    assert unhandled(outcome) == []


def test_an_endless_conflict_delays_every_message_and_changes_nothing() -> None:
    desk = bench()
    use(desk, ConflictingStore(10**9))

    outcome = desk.try_tell([wish(n) for n in range(5)])

    assert unhandled(outcome) == [("delayed", "ConflictError")] * 5
    assert (counted(desk), outcome.sent) == (0, {})


def test_a_decision_made_again_makes_the_same_ids() -> None:
    desk = bench()
    store = ConflictingStore(2)
    use(desk, store)

    desk.try_tell([wish(n) for n in range(3)])

    made = [(c.id, [r.id for r in c.outgoing], [a.id for a in c.adds], c.handled) for c in store.commits]
    assert made[0] == made[1] == made[2]


class RefusingStore(MemoryStore):
    """Takes no receipt for one case, as a database takes no document that is too large."""

    def commit(self, commit: Commit) -> None:
        if any(isinstance(record, Receipt) and record.case == "case_0017" for record in commit.adds):
            raise UnstorableError("too large")
        super().commit(commit)


def test_what_cannot_be_stored_fails_alone() -> None:
    desk = bench()
    use(desk, RefusingStore(COLLECTIONS))

    outcome = desk.try_tell([wish(n) for n in range(50)])

    assert unhandled(outcome) == [("failed", "UnstorableError")]
    assert outcome.failed[0][0].decoded.envelope.subject == "case_0017"
    assert counted(desk) == len(desk.all(Receipt)) == len(desk.sent(outcome)) == 49


def twice(message: ReserveStock, known: Known, moment: Moment) -> Decision:
    """A bug: one record for all."""
    return replace(count(message, known, moment), add=(Receipt("the one", moment.tenant, message.case),))


def test_a_record_that_is_added_twice_fails_at_once_and_alone() -> None:
    desk = bench(twice)

    outcome = desk.try_tell([wish(n) for n in range(4)])

    assert unhandled(outcome) == [("failed", "UnstorableError")] * 3
    assert (counted(desk), len(desk.all(Receipt))) == (1, 1)


class RivalledStore(MemoryStore):
    """Somebody else adds the record of the first commit at the same moment."""

    overtaken = False

    def commit(self, commit: Commit) -> None:
        if not self.overtaken:
            self.overtaken = True
            raise UnstorableError("a record with this id exists")
        super().commit(commit)


def test_a_record_that_somebody_else_has_just_added_is_looked_at_once_more() -> None:
    desk = bench()
    use(desk, RivalledStore(COLLECTIONS))

    outcome = desk.try_tell([wish(1)])

    assert unhandled(outcome) == []
    assert counted(desk) == 1


def odd(message: ReserveStock, known: Known, moment: Moment) -> Decision:
    match message.lines[0].article:
        case "not yet":
            raise NotYetError("too early")
        case "bug":
            raise ZeroDivisionError("a bug")
        case "nothing":
            return NOTHING
        case "stranger":
            return replace(count(message, known, moment), send=(PaymentCleared(case=message.case, step="x"),))
        case "too long":
            return replace(
                count(message, known, moment), send=(StockReserved(case="x" * 1_000_001, step="x"),)
            )
        case "unasked":
            counted = count(message, known, moment)
            return replace(counted, save=(*counted.save, Till("acme/other", "acme")))
    return count(message, known, moment)


@pytest.mark.parametrize(
    ("article", "fate", "error"),
    [
        ("not yet", "delayed", "NotYetError"),
        ("bug", "failed", "ZeroDivisionError"),
        ("stranger", "failed", "ForeignSenderError"),
        ("too long", "failed", "OversizedError"),
        ("unasked", "failed", "LookupError"),
    ],
)
def test_an_error_changes_nothing_and_hurts_no_neighbour(article: str, fate: str, error: str) -> None:
    desk = bench(odd)

    outcome = desk.try_tell([wish(1), wish(2, article), wish(3)])

    assert unhandled(outcome) == [(fate, error)]
    assert counted(desk) == 2
    assert {receipt.case for receipt in desk.all(Receipt)} == {"case_0001", "case_0003"}
    assert len(desk.store.inbox) == 2


def test_the_failed_store_is_told_where_but_not_with_which_values() -> None:
    desk = bench(odd)

    _, trouble = desk.try_tell([wish(1, "bug")]).failed[0]

    assert (trouble.error, trouble.reason, trouble.transient) == ("ZeroDivisionError", "a bug", False)
    assert "test_deciding.py:" in trouble.place
    assert "in odd" in trouble.stack
    assert "case_0001" not in trouble.stack


def test_what_changes_nothing_is_not_remembered_and_may_matter_later() -> None:
    desk = bench(odd)

    desk.try_tell([wish(1, "nothing")], ids=["a"])
    assert desk.store.inbox == set()

    desk.try_tell([wish(1)], ids=["a"])
    assert counted(desk) == 1


@pytest.mark.parametrize("took_effect", [False, True])
def test_a_database_that_goes_away_is_no_attempt_and_nothing_is_done_twice(took_effect: bool) -> None:
    desk = bench()
    use(desk, AwayStore(at=1, took_effect=took_effect))
    ids = [f"m{n}" for n in range(5)]
    with pytest.raises(UnavailableError):
        desk.try_tell([wish(n) for n in range(5)], ids=ids)

    outcome = desk.try_tell([wish(n) for n in range(5)], ids=ids)

    assert counted(desk) == len(desk.all(Receipt)) == 5
    assert unhandled(outcome) == []
    rows = [row for _, rows in desk.store.outbox.values() for row in rows]
    assert len({row.id for row in rows}) == len(rows) == 5


def test_a_message_reaches_nothing_of_another_tenant() -> None:
    def read_acmes(_message: ReserveStock, _moment: Moment) -> Iterable[Need]:
        return (Key(Till, TILL),)

    def empty(_message: ReserveStock, known: Known, _moment: Moment) -> Decision:
        till = known.get(Till, TILL)
        return Decision(save=(replace(till, count=0),)) if till else NOTHING

    desk = bench()
    desk.tell(wish(1))
    thief = bench(empty, read_acmes)
    use(thief, desk.store)

    outcome = thief.try_tell([wish(2)], tenant="evil")

    assert unhandled(outcome) == [("failed", "ForeignTenantError")]
    assert counted(desk) == 1


def test_what_a_caller_names_of_another_tenant_is_not_there() -> None:
    seen: list[Till | None] = []

    def read_named(_message: ReserveStock, _moment: Moment) -> Iterable[Need]:
        return (Key(Till, TILL, named=True),)

    def look(_message: ReserveStock, known: Known, _moment: Moment) -> Decision:
        seen.append(known.get(Till, TILL))
        return NOTHING

    desk = bench()
    desk.tell(wish(1))
    other = bench(look, read_named)
    use(other, desk.store)

    outcome = other.try_tell([wish(2)], tenant="evil")

    assert (unhandled(outcome), seen) == ([], [None])


def test_nothing_takes_the_place_of_what_another_tenant_has() -> None:
    def read_named(_message: ReserveStock, _moment: Moment) -> Iterable[Need]:
        return (Key(Till, TILL, named=True),)

    def open_anew(_message: ReserveStock, _known: Known, moment: Moment) -> Decision:
        return Decision(save=(Till(TILL, moment.tenant, 0),))

    desk = bench()
    desk.tell(wish(1))
    thief = bench(open_anew, read_named)
    use(thief, desk.store)

    outcome = thief.try_tell([wish(2)], tenant="evil")

    assert unhandled(outcome) == [("failed", "ForeignTenantError")]
    assert counted(desk) == 1


def test_reading_what_was_not_asked_for_is_a_bug() -> None:
    desk = bench(count, lambda _message, _moment: ())

    assert unhandled(desk.try_tell([wish(1)])) == [("failed", "LookupError")]


def test_needs_that_raise_hurt_no_neighbour() -> None:
    def needs(message: ReserveStock, moment: Moment) -> Iterable[Need]:
        if message.case == "case_0002":
            raise KeyError("a bug in needs")
        return till_of(message, moment)

    desk = bench(count, needs)

    outcome = desk.try_tell([wish(1), wish(2), wish(3)])

    assert unhandled(outcome) == [("failed", "KeyError")]
    assert counted(desk) == 2


class OvertakenStore(MemoryStore):
    """Somebody closes the till between the first load and its commit."""

    overtaken = False

    def commit(self, commit: Commit) -> None:
        if not self.overtaken:
            self.overtaken = True
            held = self.entities[Till]["acme/lock"]
            self.entities[Till]["acme/lock"] = Loaded(replace(held.entity, state="closed"), held.version + 1)  # type: ignore[type-var]
        super().commit(commit)


@pytest.mark.parametrize(("guard", "handled"), [(True, 0), (False, 1)])
def test_a_guarded_reading_holds_until_the_commit(guard: bool, handled: int) -> None:
    def needs(message: ReserveStock, moment: Moment) -> Iterable[Need]:
        return (*till_of(message, moment), Key(Till, "acme/lock", guard=guard))

    def unless_closed(message: ReserveStock, known: Known, moment: Moment) -> Decision:
        lock = known.get(Till, "acme/lock")
        return NOTHING if lock and lock.state == "closed" else count(message, known, moment)

    desk = bench(unless_closed, needs)
    store = use(desk, OvertakenStore(COLLECTIONS))
    store.entities[Till]["acme/lock"] = Loaded(Till("acme/lock", "acme"), 1)

    outcome = desk.try_tell([wish(1)])

    assert unhandled(outcome) == []
    assert counted(desk) == handled


def test_a_second_load_follows_from_the_first_and_from_batch_mates() -> None:
    def then(message: ReserveStock, known: Known, moment: Moment) -> Iterable[Need]:
        return (Key(Till, f"acme/follow-{the_till(message, known, moment).count}"),)

    def follow(message: ReserveStock, known: Known, moment: Moment) -> Decision:
        till = the_till(message, known, moment)
        id = f"acme/follow-{till.count}"
        follower = known.get(Till, id) or Till(id, "acme")
        return Decision(
            save=(replace(till, count=till.count + 1), replace(follower, count=follower.count + 1))
        )

    desk = bench(follow, till_of, then)

    outcome = desk.try_tell([wish(n) for n in range(4)])

    assert unhandled(outcome) == []
    assert {till.id: till.count for till in desk.all(Till)} == {
        TILL: 4,
        **{f"acme/follow-{n}": 1 for n in range(4)},
    }


@dataclass(frozen=True, slots=True)
class Ring:
    text: str


def ringing(message: ReserveStock, known: Known, moment: Moment) -> Decision:
    if message.lines[0].article == "withdraw":
        return Decision(withdraw=("bell",))
    return Decision(effects=(Effect("bell", "door", Ring(message.case), moment.now),))


@pytest.mark.parametrize(
    ("articles", "rings"),
    [
        (["ring"], True),
        (["ring", "withdraw"], False),
        (["withdraw", "ring"], True),
        (["ring", "withdraw", "ring"], True),
        (["withdraw"], False),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_the_later_wish_for_an_effect_counts(articles: list[str], rings: bool, together: bool) -> None:
    desk = bench(ringing)
    messages = [wish(n, article) for n, article in enumerate(articles)]

    for batch in [messages] if together else [[message] for message in messages]:
        assert unhandled(desk.try_tell(batch)) == []

    assert bool(desk.effects()) == rings
