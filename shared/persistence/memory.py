"""A store in memory that keeps its promises as the real one does: versions, inbox, all or nothing."""

from collections.abc import Collection as Some
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from shared.contracts.codec import OutgoingRow
from shared.contracts.decision import Answer, Collection, Entity, Selection
from shared.contracts.errors import ConflictError
from shared.persistence.failed import Failed
from shared.persistence.failures import failed_once_more
from shared.persistence.memory_effects import MemoryEffects
from shared.persistence.store import (
    AlreadyHandledError,
    Commit,
    FailedMessage,
    Loaded,
    UnstorableError,
    matches,
)


class MemoryStore:
    """One service's database for unit tests and simulation; not thread-safe."""

    def __init__(self, collections: Some[Collection[Any]]) -> None:
        self.entities: dict[type[Entity], dict[str, Loaded]] = {
            Failed: {},
            **{c.kind: {} for c in collections},
        }
        self.inbox: set[str] = set()
        self.answers: dict[str, Answer] = {}
        self.outbox: dict[str, tuple[datetime, list[OutgoingRow]]] = {}
        self.effects = MemoryEffects(self.outbox)
        self.failed: dict[str, FailedMessage] = {}

    def load(self, wanted: Mapping[type[Entity], Some[str]]) -> dict[tuple[type[Entity], str], Loaded]:
        return {
            (kind, id): self.entities[kind][id]
            for kind, ids in wanted.items()
            for id in ids
            if id in self.entities[kind]
        }

    def select(self, selection: Selection[Any]) -> list[Loaded]:
        found = [
            loaded for loaded in self.entities[selection.kind].values() if matches(loaded.entity, selection)
        ]
        for field in reversed(selection.order):
            name = field.lstrip("-")
            found.sort(key=lambda loaded: getattr(loaded.entity, name), reverse=field.startswith("-"))
        return found[: selection.limit]

    def handled(self, ids: Some[str]) -> set[str]:
        return self.inbox & set(ids)

    def try_out(self, commit: Commit) -> None:
        if self.inbox & set(commit.handled):
            raise AlreadyHandledError("a message of the batch was handled before")
        for entity, version in commit.saves:
            self._check_version(type(entity), entity.id, version)
        for kind, id, version in commit.guards:
            self._check_version(kind, id, version)
        ids = [(type(record), record.id) for record in commit.adds]
        if len(set(ids)) < len(ids) or any(id in self.entities[kind] for kind, id in ids):
            raise UnstorableError("a record with this id exists")

    def commit(self, commit: Commit) -> None:
        MemoryStore.try_out(self, commit)
        for entity, version in commit.saves:
            self.entities[type(entity)][entity.id] = Loaded(entity, (version or 0) + 1)
        for record in commit.adds:
            self.entities[type(record)][record.id] = Loaded(record, 1)
        self.inbox.update(commit.handled)
        self.answers.update(commit.answers)
        if commit.outgoing:
            self.outbox[commit.id] = (commit.now, list(commit.outgoing))
        for effect in commit.effects:
            self.effects.ask(effect)
        for effect_id in commit.withdraw:
            self.effects.withdraw(effect_id)

    def _check_version(self, kind: type[Entity], id: str, version: int | None) -> None:
        stored = self.entities[kind].get(id)
        if (stored.version if stored else None) != version:
            raise ConflictError(f"{kind.__name__} {id} has moved on")

    def forget_sent(self, commits: Some[str]) -> None:
        for commit in commits:
            self.outbox.pop(commit, None)

    def keep_unsent(self, commit: str, unsent: Some[str]) -> None:
        if commit in self.outbox:  # otherwise it was swept meanwhile, and is gone
            at, rows = self.outbox[commit]
            kept = set(unsent)
            self.outbox[commit] = (at, [row for row in rows if row.id in kept])

    def unsent(self, before: datetime, most: int) -> list[tuple[str, list[OutgoingRow]]]:
        waiting = sorted((at, commit) for commit, (at, _) in self.outbox.items() if at < before)
        return [(commit, self.outbox[commit][1]) for _, commit in waiting[:most]]

    def fail(self, *messages: FailedMessage) -> list[str]:
        self.failed.update({message.id: message for message in messages})
        for message in messages:
            known = self.entities[Failed].get(message.id)
            failed = failed_once_more(message, known.entity if known else None)  # type: ignore[arg-type]
            self.entities[Failed][message.id] = Loaded(failed, (known.version if known else 0) + 1)
        return []

    def resolve(self, now: datetime, states: Some[str], after: str, most: int) -> str:
        for id, loaded in self.entities[Failed].items():
            failed = cast(Failed, loaded.entity)
            if failed.state in states and failed.message_id in self.inbox:
                resolved = replace(failed, state="resolved", resolved_at=now)
                self.entities[Failed][id] = Loaded(resolved, loaded.version + 1)
        return ""

    def tidy_failed(self, now: datetime) -> None:
        """There is always room."""
