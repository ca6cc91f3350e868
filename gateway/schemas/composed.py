"""Fields that hold others: objects, lists and names with texts. As in explained.py, their refusals say what to do."""

import re
from typing import Any

from marshmallow import ValidationError, fields

from gateway.languages import Phrase
from gateway.schemas.explained import Text
from gateway.schemas.shape import made, refuse

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Part(fields.Nested):
    """An object inside the object."""

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)


class Items(fields.List[Any]):
    """A list of `least` to `most` items."""

    def __init__(self, item: fields.Field[Any], *, most: int, least: int = 0, **options: Any) -> None:
        super().__init__(item, **options)
        self.least, self.most = least, most
        self.metadata = {"minItems": least, "maxItems": most} | dict(self.metadata)

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *rest: Any, **options: Any) -> list[Any]:
        if not isinstance(value, list):
            raise refuse("wrong_type", "A list is expected here.", "Send a JSON array.")
        if not self.least <= len(value) <= self.most:
            raise refuse(
                "wrong_count",
                "There are {count} items.",
                "Send {least} to {most}.",
                count=len(value),
                least=self.least,
                most=self.most,
            )
        found: list[Any] = super()._deserialize(value, *rest, **options)
        return found


class Answers(fields.Field[dict[str, str]]):
    """Texts by name, at most `most` of them: answers to what a case type asks."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most
        text = {"type": "string", "minLength": 1, "maxLength": 500}
        self.metadata = {
            "type": "object",
            "maxProperties": most,
            "propertyNames": {"pattern": f"^{_NAME.pattern}$"},
            "additionalProperties": text,
        } | dict(self.metadata)

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return made(key)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise refuse("wrong_type", "An object is expected here.", "Send a JSON object.")
        if len(value) > self.most:
            raise refuse(
                "wrong_count",
                "There are {count} items.",
                "Send {least} to {most}.",
                count=len(value),
                least=0,
                most=self.most,
            )
        faults = {name: fault for name in value if (fault := self._fault(name, value[name]))}
        if faults:
            raise ValidationError(faults)
        return dict(value)

    def _fault(self, name: str, text: Any) -> list[Any] | None:
        try:
            if not _NAME.fullmatch(name):
                raise refuse(
                    "wrong_format",
                    "The text does not have the expected form.",
                    "Expected: {wanted}.",
                    wanted=Phrase("small letters, digits and underscores"),
                )
            self._text.deserialize(text)
        except ValidationError as error:
            return list(error.messages) if isinstance(error.messages, list) else [error.messages]
        return None

    _text = Text(500)
