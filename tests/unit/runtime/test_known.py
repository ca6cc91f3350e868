"""What a batch shows its decisions: the stored answers, corrected by what was changed since, never guessed beyond."""

import pytest

from shared.contracts.decision import Key, Selection
from shared.persistence.memory import MemoryStore
from shared.persistence.store import Loaded, UnstorableError
from shared.runtime.known import Overlay
from tests.unit.runtime.till import COLLECTIONS, Till


def overlay_of(*tills: Till) -> Overlay:
    store = MemoryStore(COLLECTIONS)
    store.entities[Till] = {till.id: Loaded(till, 3) for till in tills}
    return Overlay(store)


def till(number: int, state: str = "open", tenant: str = "acme") -> Till:
    return Till(f"t{number}", tenant, number, state)


def open_tills(limit: int = 10, order: tuple[str, ...] = ("count",)) -> Selection[Till]:
    return Selection(Till, (("state", "open"),), order, limit)


def shown(overlay: Overlay, selection: Selection[Till]) -> list[str]:
    return [till.id for till in overlay.view("acme", [selection]).select(selection)]


def test_a_selection_follows_what_the_batch_changed() -> None:
    overlay, selection = overlay_of(till(1), till(2), till(3, "shut")), open_tills()
    overlay.prepare([selection, Key(Till, "t3"), Key(Till, "t4")])

    overlay.change([till(1, "shut"), till(3), till(4)])

    assert shown(overlay, selection) == ["t2", "t3", "t4"]


def test_a_selection_shows_nothing_beyond_what_was_loaded() -> None:
    """t3 is stored but was cut off; showing t9 would let it overtake t3."""
    overlay, selection = overlay_of(till(1), till(2), till(3)), open_tills(limit=2)
    overlay.prepare([selection, Key(Till, "t9")])

    overlay.change([till(1, "shut"), till(9)])

    assert shown(overlay, selection) == ["t2"]


def test_a_newcomer_before_the_cut_is_shown() -> None:
    overlay, selection = overlay_of(till(3), till(5), till(7)), open_tills(limit=2)
    overlay.prepare([selection, Key(Till, "t4")])

    overlay.change([till(4)])

    assert shown(overlay, selection) == ["t3", "t4"]


def test_orders_run_both_ways() -> None:
    overlay = overlay_of(till(1), till(2), till(3))
    selection = open_tills(limit=2, order=("-count",))
    overlay.prepare([selection, Key(Till, "t0")])

    overlay.change([till(0)])

    assert shown(overlay, selection) == ["t3", "t2"]


def test_what_the_order_leaves_equal_stays_as_it_was_stored() -> None:
    names = [f"t{number}" for number in range(40)]
    overlay = overlay_of(*(Till(name, "acme", 1, "open") for name in names[:30]))
    selection = open_tills(limit=100)
    overlay.prepare([selection, *(Key(Till, name) for name in names[30:])])

    overlay.change([Till(name, "acme", 1, "open") for name in names[30:]])

    assert shown(overlay, selection) == names


def test_what_the_batch_added_is_seen_like_what_is_stored() -> None:
    overlay, selection = overlay_of(till(1)), open_tills()
    overlay.prepare([selection])

    overlay.change([], added=[till(2)])
    overlay.prepare([Key(Till, "t2"), Key(Till, "t3")])

    view = overlay.view("acme", [Key(Till, "t2"), Key(Till, "t3")])
    assert (view.get(Till, "t2"), view.get(Till, "t3")) == (till(2), None)
    assert shown(overlay, selection) == ["t1", "t2"]
    assert (overlay.saves(), overlay.adds()) == ([], [till(2)])


def test_what_the_batch_added_is_written_once_however_it_is_changed() -> None:
    overlay = overlay_of()
    overlay.prepare([Key(Till, "t1"), Key(Till, "t2")])
    overlay.change([], added=[till(1)])

    overlay.change([till(1, "shut")])
    with pytest.raises(UnstorableError):
        overlay.change([till(2)], added=[till(1)])

    assert (overlay.saves(), overlay.adds()) == ([], [till(1, "shut")])


def test_a_selection_hides_what_belongs_to_others() -> None:
    overlay, selection = overlay_of(till(1), till(2, tenant="other")), open_tills()
    overlay.prepare([selection])

    assert shown(overlay, selection) == ["t1"]


def test_one_query_per_kind_and_none_for_what_is_known() -> None:
    class CountingStore(MemoryStore):
        loads = 0

        def load(self, wanted):  # type: ignore[no-untyped-def]
            self.loads += 1
            return super().load(wanted)

    store = CountingStore(COLLECTIONS)
    overlay = Overlay(store)

    overlay.prepare([Key(Till, f"t{n}") for n in range(100)])
    overlay.prepare([Key(Till, f"t{n}") for n in range(100)])

    assert store.loads == 1


def test_changes_are_taken_whole_or_not_at_all() -> None:
    overlay = overlay_of(till(1))
    overlay.prepare([Key(Till, "t1")])

    with pytest.raises(LookupError):
        overlay.change([till(1, "shut"), till(2)])

    assert overlay.saves() == []


def test_saves_carry_the_version_they_were_loaded_with() -> None:
    overlay = overlay_of(till(1))
    overlay.prepare([Key(Till, "t1"), Key(Till, "t2")])

    overlay.change([till(1, "shut")])
    overlay.change([till(2)])
    overlay.change([till(1)])

    assert sorted((e.id, version) for e, version in overlay.saves()) == [("t1", 3), ("t2", None)]


def test_guards_are_what_was_only_read() -> None:
    overlay = overlay_of(till(1), till(2))
    overlay.prepare([Key(Till, "t1", guard=True), Key(Till, "t2", guard=True), Key(Till, "t3", guard=True)])

    overlay.change([till(1, "shut")])

    assert sorted(overlay.guards(), key=lambda guard: guard[1]) == [(Till, "t2", 3), (Till, "t3", None)]
