"""Entities to documents and back: frozen dataclasses of decimals, dates, instants and further dataclasses."""

from datetime import datetime
from typing import Any, TypeVar, cast

import msgspec

from shared.contracts.decision import Entity
from shared.contracts.sandbox import is_sandbox

E = TypeVar("E", bound=Entity)
_NATIVE = (datetime, bytes)


def to_plain(value: object) -> Any:
    """Decimals and dates become strings, instants stay (BSON has them), tuples become lists."""
    return msgspec.to_builtins(value, builtin_types=_NATIVE)


def from_plain(plain: object, kind: type[Any]) -> Any:
    """The reverse of to_plain; raises msgspec.ValidationError when a stored document does not fit its class."""
    return msgspec.convert(plain, kind, builtin_types=_NATIVE)


def to_document(entity: Entity, version: int) -> dict[str, Any]:
    """`_id`, `version`, then the fields. What may fall due in a sandbox is marked, so that it can be found by the
    sandbox's clock through an index that holds nothing of anybody else."""
    document = cast(dict[str, Any], to_plain(entity))
    document["_id"] = document.pop("id")
    document["version"] = version
    if "due_at" in document and is_sandbox(entity.tenant):
        document["sandbox"] = entity.tenant
    return document


def to_changes(entity: Entity, before: Entity, version: int) -> dict[str, Any]:
    """The fields that are other values than before, and the version: what `$set` is given.

    A field that a decision did not replace is the very same object; one that was made anew is written even when it is
    equal, since equal decimals may be written differently.
    """
    changes = {
        name: to_plain(value)
        for name in entity.__dataclass_fields__  # type: ignore[attr-defined]
        if (value := getattr(entity, name)) is not getattr(before, name)
    }
    changes["version"] = version
    return changes


def from_document(document: dict[str, Any], kind: type[E]) -> E:
    """The entity as it was saved."""
    document["id"] = document.pop("_id")
    return cast(E, from_plain(document, kind))
