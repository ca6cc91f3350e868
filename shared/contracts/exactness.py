"""What a typed decoder lets through and no decision can work with: decimals that are no numbers, instants without zone.

Both compare with nothing: NaN is unequal to itself, and an instant without zone raises once it meets one with.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

from shared.contracts.errors import UnreadableError

_Check = Callable[[Any, str], None]


def check_exact(message: object) -> None:
    """Raises UnreadableError naming the first field with a decimal that is not finite or an instant without zone."""
    kind: Any = type(message)
    if (check := _check_of(kind)) is not None:
        check(message, "$")


def check_instant(value: datetime, place: str) -> None:
    """Raises UnreadableError when the instant has no zone."""
    if value.tzinfo is None:
        raise UnreadableError(f"an instant needs its zone - at `{place}`")


def _check_decimal(value: Decimal, place: str) -> None:
    if not value.is_finite():
        raise UnreadableError(f"a decimal must be a number - at `{place}`")


@cache
def _check_of(kind: Any) -> _Check | None:
    """How values of this type are checked; None for types that hold neither, so that they cost nothing."""
    if kind is Decimal:
        return _check_decimal
    if kind is datetime:
        return check_instant
    if is_dataclass(kind):
        return _check_of_fields(kind)
    inner = [check for argument in get_args(kind) if (check := _check_of(argument)) is not None]
    return _check_any if inner else None


def _check_of_fields(kind: Any) -> _Check | None:
    hints = get_type_hints(kind)
    checked = [(f.name, check) for f in fields(kind) if (check := _check_of(hints[f.name])) is not None]

    def check_fields(value: Any, place: str) -> None:
        for name, check in checked:
            check(getattr(value, name), f"{place}.{name}")

    return check_fields if checked else None


def _check_any(value: Any, place: str) -> None:
    """Unions and collections: whatever is inside is checked for what it is."""
    kind: Any = type(value)
    if isinstance(value, Mapping):
        _check_each(value.values(), place)
    elif isinstance(value, tuple | list | frozenset):
        _check_each(value, place)
    elif (check := _check_of(kind)) is not None:
        check(value, place)


def _check_each(values: Iterable[Any], place: str) -> None:
    for value in values:
        _check_any(value, f"{place}[...]")
