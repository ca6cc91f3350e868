"""Hypothesis strategies for every message, from its fields' types alone."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from shared.contracts.catalogue import MESSAGES
from shared.contracts.message import Message

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
"""Any text that UTF-8 can carry: lone surrogates it cannot."""

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=2),
    datetime: st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    date: st.dates(),
    dict: st.dictionaries(TEXT, TEXT, max_size=3),
}


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    origin, parts = get_origin(hint), get_args(hint)
    if hint is NoneType:
        return st.none()
    if origin in (Union, UnionType):
        return st.one_of(*(of_type(part) for part in parts))
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple:
        return st.lists(of_type(parts[0]), max_size=3).map(tuple)
    if is_dataclass(hint):
        return instances(hint)
    return PLAIN[origin or hint]


def instances(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: of_type(hints[field.name]) for field in fields(kind)})


def any_message() -> st.SearchStrategy[Message]:
    return st.sampled_from(MESSAGES).flatmap(instances)
