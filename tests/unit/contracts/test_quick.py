"""Quickly made dataclasses are the dataclasses that they were."""

import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

import msgspec
import pytest

from shared.contracts.decision import Moment
from shared.contracts.quick import quick, quick_throughout, replace

T = TypeVar("T")


@quick
@dataclass(frozen=True, slots=True)
class Shelf(Generic[T]):
    article: str
    on_hand: int
    reserved: int = 0
    notes: dict[str, T] = field(default_factory=dict)


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    tracking: str
    weight: int
    place: str = "Lyon"


@quick
@dataclass(frozen=True, slots=True)
class Checked:
    low: int
    high: int
    step: int = 1

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("low is above high")


@dataclass(frozen=True, slots=True)
class Inner:
    a: int
    b: int
    c: int


@dataclass(frozen=True, slots=True)
class Outer:
    inner: tuple[Inner, ...]
    b: int
    c: int


@dataclass(frozen=True, slots=True)
class Plain:
    a: int
    b: int
    c: int


class TestAnInstance:
    def test_is_of_its_class_equal_and_hashable_as_any(self) -> None:
        moment = Moment(datetime(2026, 3, 2, tzinfo=UTC), "m", "acme", "case_1")

        assert type(moment) is Moment
        assert type(moment).__name__ == "Moment"
        assert moment == replace(moment)
        assert hash(Checked(1, 2)) == hash(Checked(1, 2))
        assert repr(Parcel(tracking="T", weight=2)) == "Parcel(tracking='T', weight=2, place='Lyon')"

    def test_cannot_be_changed(self) -> None:
        shelf: Shelf[str] = Shelf("A-1", 3)

        with pytest.raises(FrozenInstanceError):
            shelf.on_hand = 4  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            del shelf.on_hand
        assert shelf.on_hand == 3

    def test_has_defaults_of_its_own(self) -> None:
        one: Shelf[str] = Shelf("A-1", 3)
        other: Shelf[str] = Shelf("A-1", 3)

        assert one.notes == {}
        assert one.notes is not other.notes

    def test_of_keywords_takes_no_others(self) -> None:
        with pytest.raises(TypeError):
            Parcel("T", 2)  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            Parcel(tracking="T")  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            Parcel(tracking="T", weight=2, colour="red")  # type: ignore[call-arg]

    def test_is_checked_where_its_class_says_so(self) -> None:
        with pytest.raises(ValueError, match="low is above high"):
            Checked(2, 1)
        with pytest.raises(ValueError, match="low is above high"):
            replace(Checked(1, 2), low=3)

    def test_survives_pickling_and_conversion(self) -> None:
        parcel = Parcel(tracking="T", weight=2)

        assert pickle.loads(pickle.dumps(parcel)) == parcel  # noqa: S301 - our own
        assert msgspec.convert(msgspec.to_builtins(parcel), Parcel) == parcel

    def test_says_what_its_constructor_takes(self) -> None:
        assert list(inspect.signature(Parcel).parameters) == ["tracking", "weight", "place"]


class TestReplacing:
    def test_keeps_the_other_fields_as_the_very_same_objects(self) -> None:
        notes = {"a": "b"}
        shelf = Shelf("A-1", 3, 1, notes)

        changed = replace(shelf, on_hand=4)

        assert (changed.on_hand, changed.reserved, shelf.on_hand) == (4, 1, 3)
        assert changed.notes is notes
        assert changed == dataclasses.replace(shelf, on_hand=4)

    def test_refuses_fields_that_do_not_exist(self) -> None:
        with pytest.raises((TypeError, AttributeError)):
            replace(Shelf("A-1", 3), colour="red")  # type: ignore[call-arg]

    def test_works_on_classes_that_are_not_quick(self) -> None:
        assert replace(Plain(1, 2, 3), a=5) == Plain(5, 2, 3)


def test_what_a_class_holds_is_quick_too() -> None:
    quick_throughout(Outer)

    assert hasattr(Inner.__init__, "__wrapped__")
    assert Outer((Inner(1, 2, 3),), 2, 3).inner[0].c == 3
