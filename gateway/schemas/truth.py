"""Yes or no, and nothing that could be taken for either."""

from typing import Any

from marshmallow import ValidationError, fields

from gateway.schemas.explained import refuse


class Truth(fields.Field[bool]):
    """true or false, not `"yes"` and not 1."""

    def make_error(self, key: str, **_: Any) -> ValidationError:
        if key == "null":
            return refuse("null", "This field is null.", "Give a value, or leave the field out.")
        return refuse("required", "This field is missing.", "Add it.")

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise refuse("wrong_type", "Yes or no is expected here.", "Send true or false.")
        return value
