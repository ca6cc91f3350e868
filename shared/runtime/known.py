"""What a batch knows: the loaded entities, with what its decisions have changed laid over them."""

from collections.abc import Iterable
from typing import Any, TypeVar

from shared.contracts.decision import Entity, Key, Need, Selection
from shared.contracts.errors import ForeignTenantError
from shared.contracts.house import HOUSE
from shared.persistence.store import Loaded, Store, UnstorableError, matches

E = TypeVar("E", bound=Entity)
_Address = tuple[type[Entity], str]


class Overlay:
    """Entities by kind and id. Loads what is asked for in as few queries as possible and remembers absences."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stored: dict[_Address, Loaded | None] = {}
        self._changed: dict[_Address, Entity] = {}
        self._added: dict[_Address, Entity] = {}
        self._guarded: set[_Address] = set()
        self._selected: dict[Selection[Any], list[_Address]] = {}
        self._last: dict[Selection[Any], Entity] = {}

    def prepare(self, needs: Iterable[Need]) -> None:
        """Load what is not loaded yet."""
        wanted: dict[type[Entity], set[str]] = {}
        for need in needs:
            if isinstance(need, Key):
                address = (need.kind, need.id)
                if need.guard:
                    self._guarded.add(address)
                if address not in self._stored:
                    wanted.setdefault(need.kind, set()).add(need.id)
            elif need not in self._selected:
                self._run(need)
        if wanted:
            found = self._store.load(wanted)
            for kind, ids in wanted.items():
                for id in ids:
                    self._stored[(kind, id)] = found.get((kind, id))

    def _run(self, selection: Selection[Any]) -> None:
        addresses = []
        found = self._store.select(selection)
        if len(found) == selection.limit:
            self._last[selection] = found[-1].entity
        for loaded in found:
            address = (selection.kind, loaded.entity.id)
            addresses.append(address)
            self._stored.setdefault(address, loaded)
        self._selected[selection] = addresses

    def view(self, tenant: str, needs: Iterable[Need]) -> "View":
        """What one decision may look at."""
        return View(self, tenant, needs)

    def entity(self, kind: type[E], id: str) -> E | None:
        address: _Address = (kind, id)
        made = self._changed.get(address) or self._added.get(address)
        if made is not None:
            return made  # type: ignore[return-value]
        loaded = self._stored[address]
        return None if loaded is None else loaded.entity  # type: ignore[return-value]

    def selection(self, selection: Selection[E]) -> tuple[E, ...]:
        """The stored answer, corrected by what the batch has changed and added since.

        Where the stored answer was cut off by its limit, nothing is shown beyond its last entity: what lies there is
        not known, and a changed entity would seem to stand before stored ones that were not loaded.
        """
        made = [a for a in (*self._changed, *self._added) if a[0] is selection.kind]
        entities: list[E] = []
        # Without repetition, and not as a set: what the selection's order leaves equal stays as it was stored.
        for kind, id in dict.fromkeys((*self._selected[selection], *made)):
            entity = self.entity(kind, id)
            if entity is not None and matches(entity, selection):
                entities.append(entity)  # type: ignore[arg-type]
        for field in reversed(selection.order):
            name = field.lstrip("-")
            entities.sort(key=lambda entity: getattr(entity, name), reverse=field.startswith("-"))
        last = self._last.get(selection)
        if last is not None:
            entities = [entity for entity in entities if not _after(entity, last, selection.order)]
        return tuple(entities[: selection.limit])

    def change(self, entities: Iterable[Entity], added: Iterable[Entity] = ()) -> None:
        """Lay what one decision changes and adds over the loaded entities: all of it, or nothing and LookupError;
        ForeignTenantError where something would take the place of another tenant's, UnstorableError where a record is
        added twice. Later decisions of the batch see it as if it were stored already."""
        changed: dict[_Address, Entity] = {(type(entity), entity.id): entity for entity in entities}
        records = tuple(added)
        new: dict[_Address, Entity] = {(type(record), record.id): record for record in records}
        for (kind, id), entity in changed.items():
            if (kind, id) not in self._stored:
                raise LookupError(f"a decision saves {kind.__name__} {id} without having asked for it")
            before = self.entity(kind, id)
            if before is not None and before.tenant != entity.tenant:
                raise ForeignTenantError(f"{kind.__name__} {id} belongs to another tenant")
        if len(new) < len(records) or new.keys() & self._added.keys():
            raise UnstorableError("a record with this id exists")
        self._added.update(new)
        for address, entity in changed.items():
            (self._added if address in self._added else self._changed)[address] = entity

    def saves(self) -> list[tuple[Entity, int | None]]:
        """What changed, with the version each was loaded with."""
        return [(entity, _version(self._stored[address])) for address, entity in self._changed.items()]

    def adds(self) -> list[Entity]:
        """What is new and never changes; as it is after later decisions of the batch all the same."""
        return list(self._added.values())

    def before(self) -> dict[_Address, Entity]:
        """What the changed entities were when they were loaded; new ones are not among them."""
        return {
            address: loaded.entity
            for address in self._changed
            if (loaded := self._stored[address]) is not None
        }

    def guards(self) -> list[tuple[type[Entity], str, int | None]]:
        """Guarded entities that were only read, with their versions; None for what was absent."""
        return [
            (kind, id, _version(self._stored.get((kind, id))))
            for kind, id in self._guarded
            if (kind, id) not in self._changed
        ]


def _after(entity: Entity, last: Entity, order: tuple[str, ...]) -> bool:
    """Whether the entity comes after the last one in this order."""
    for field in order:
        mine, its = getattr(entity, field.lstrip("-")), getattr(last, field.lstrip("-"))
        if mine != its:
            return bool(mine < its if field.startswith("-") else mine > its)
    return False


def _version(loaded: Loaded | None) -> int | None:
    return None if loaded is None else loaded.version


class View:
    """The `Known` of one decision: only what its row asked for, only its own tenant's."""

    __slots__ = ("_keys", "_named", "_overlay", "_selections", "_tenant")

    def __init__(self, overlay: Overlay, tenant: str, needs: Iterable[Need]) -> None:
        self._overlay = overlay
        self._tenant = tenant
        self._keys: set[_Address] = set()
        self._named: set[_Address] = set()
        self._selections: set[Selection[Any]] = set()
        self.widen(needs)

    def widen(self, needs: Iterable[Need]) -> None:
        """Allow more, once a row's `then` has named it."""
        for need in needs:
            if isinstance(need, Key):
                self._keys.add((need.kind, need.id))
                if need.named:
                    self._named.add((need.kind, need.id))
            else:
                self._selections.add(need)

    def get(self, kind: type[E], id: str) -> E | None:
        if (kind, id) not in self._keys:
            raise LookupError(f"a decision reads {kind.__name__} {id} without having asked for it")
        entity = self._overlay.entity(kind, id)
        if entity is not None and not self._is_mine(entity):
            if (kind, id) in self._named:
                return None
            raise ForeignTenantError(f"{kind.__name__} {id} belongs to another tenant")
        return entity

    def select(self, selection: Selection[E]) -> tuple[E, ...]:
        if selection not in self._selections:
            raise LookupError(f"a decision selects {selection.kind.__name__} without having asked for it")
        return tuple(e for e in self._overlay.selection(selection) if self._is_mine(e))

    def _is_mine(self, entity: Entity) -> bool:
        """The support team of the whole installation works on failed messages of everybody, and on nothing else."""
        if entity.tenant == self._tenant:
            return True
        return self._tenant == HOUSE and getattr(entity, "of_the_house", False)
