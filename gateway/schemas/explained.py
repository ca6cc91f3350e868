"""Fields whose refusals say what is wrong and what to do, in words for the person who wrote the request."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from gateway.languages import Phrase
from gateway.schemas.shape import Shape, distinct, made, refuse

__all__ = [
    "Amount", "Choice", "Day", "Instant", "Shape", "Text", "Whole", "an_id", "code", "distinct", "refuse",
]  # fmt: skip

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


class Text(fields.Field[str]):
    """One line of text without control characters, of `least` to `most` characters, matching `pattern` when given
    (`wanted` says the pattern in words)."""

    def __init__(
        self, most: int, *, least: int = 1, pattern: str | None = None, wanted: str = "", **options: Any
    ) -> None:
        super().__init__(**options)
        self.most, self.least, self.wanted = most, least, wanted
        self.pattern = re.compile(pattern) if pattern else None
        described = {"minLength": least, "maxLength": most} | ({"pattern": f"^{pattern}$"} if pattern else {})
        self.metadata = described | dict(self.metadata)

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise refuse("wrong_type", "A text is expected here.", "Send a JSON string.")
        if not self.least <= len(value) <= self.most:
            raise refuse(
                "wrong_length",
                "The text has {length} characters.",
                "Send {least} to {most} characters.",
                length=len(value),
                least=self.least,
                most=self.most,
            )
        if self.pattern is not None and not self.pattern.fullmatch(value):
            raise refuse(
                "wrong_format",
                "The text does not have the expected form.",
                "Expected: {wanted}.",
                wanted=Phrase(self.wanted),
            )
        if self.pattern is None and _CONTROL.search(value):
            raise refuse(
                "control_character", "The text holds a control character.", "Send one line of plain text."
            )
        return value


def code(most: int = 64, **options: Any) -> Text:
    """A code such as an article number or a warehouse."""
    pattern = r"[A-Za-z0-9][A-Za-z0-9._\-]*"
    return Text(most, pattern=pattern, wanted="letters, digits, dots, dashes and underscores", **options)


def an_id(prefix: str, **options: Any) -> Text:
    """An id that this API has given out."""
    return Text(
        80, pattern=rf"{prefix}_[A-Za-z0-9._\-]+", wanted="an id that this API has given out", **options
    )


class Choice(fields.Field[str]):
    """One of a few words."""

    def __init__(self, *words: str, **options: Any) -> None:
        super().__init__(**options)
        self.words = frozenset(words)
        self.metadata = {"enum": list(words)} | dict(self.metadata)

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise refuse(
                "not_a_choice", "This is none of the possible values.", "One of: {words}.", words=self._said()
            )
        return value

    def _said(self) -> str:
        return ", ".join(sorted(self.words))


class Whole(fields.Field[int]):
    """A whole number from `least` to `most`; a number with a decimal point, a text or true is none."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most
        self.metadata = {"minimum": least, "maximum": most} | dict(self.metadata)

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if type(value) is not int:
            raise refuse(
                "wrong_type", "A whole number is expected here.", "Send a JSON number without a point."
            )
        if not self.least <= value <= self.most:
            raise refuse(
                "out_of_range",
                "The number is out of range.",
                "Send {least} to {most}.",
                least=self.least,
                most=self.most,
            )
        return value


class Amount(fields.Field[Decimal]):
    """A decimal number as a text, such as "12.50", with at most `places` decimals, from `least` to `most`."""

    def __init__(
        self, *, places: int = 2, least: str = "0", most: str = "999999999999.99", **options: Any
    ) -> None:
        super().__init__(**options)
        self.places, self.least, self.most = places, Decimal(least), Decimal(most)
        form = rf"-?[0-9]{{1,12}}(\.[0-9]{{1,{places}}})?"
        self.pattern = re.compile(form)
        self.metadata = {"pattern": f"^{form}$", "example": "12.50"} | dict(self.metadata)

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Decimal:
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            raise refuse(
                "not_an_amount",
                "A decimal number as a text is expected here.",
                'Send a string such as "12.50", with at most {places} decimals and no separators.',
                places=self.places,
            )
        amount = Decimal(value)
        if not self.least <= amount <= self.most:
            raise refuse(
                "out_of_range",
                "The amount is out of range.",
                "Send {least} to {most}.",
                least=self.least,
                most=self.most,
            )
        return amount


class Day(fields.Field[date]):
    """A calendar date, ISO 8601 extended format: 2026-03-31."""

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> date:
        try:
            if isinstance(value, str) and len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise refuse("not_a_date", "A date is expected here.", "Send year, month and day: 2026-03-31.")


class Instant(fields.Field[datetime]):
    """An instant with its offset from UTC, RFC 3339; kept in UTC to the millisecond."""

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 35 else None
            if found is not None and found.tzinfo is not None:
                found = found.astimezone(UTC)
                return found.replace(microsecond=found.microsecond // 1000 * 1000)
        except (ValueError, OverflowError):
            pass
        raise refuse(
            "not_an_instant",
            "An instant is expected here.",
            "Send RFC 3339 with an offset: 2026-03-31T10:00:00Z.",
        )
