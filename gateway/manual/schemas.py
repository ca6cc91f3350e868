"""Schemas of the document, followed through their references."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Schemas:
    """The components that `$ref` leads to."""

    document: Mapping[str, Any]

    def resolved(self, part: Schema) -> Schema:
        """What a reference leads to, with what is said beside the reference; anything else as it is."""
        if "$ref" not in part:
            return part
        found: Any = self.document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return {**self.resolved(found), **{name: said for name, said in part.items() if name != "$ref"}}

    def whole(self, part: Schema) -> Schema:
        """The same without the choice of null, which `nullable` tells."""
        part = self.resolved(part)
        for word in ("anyOf", "oneOf", "allOf"):
            inner = [one for one in part.get(word, ()) if one != {"type": "null"}]
            if len(inner) == 1:
                said = {name: value for name, value in part.items() if name != word}
                return {**self.whole(inner[0]), **said}
        return part

    def nullable(self, part: Schema) -> bool:
        """Whether null may stand in its place."""
        part = self.resolved(part)
        kinds = part.get("type", ())
        return "null" in ((kinds,) if isinstance(kinds, str) else kinds) or any(
            one == {"type": "null"} for word in ("anyOf", "oneOf") for one in part.get(word, ())
        )


def kind_of(part: Schema) -> str:
    """The JSON type, without null; empty when the schema names none."""
    kinds = part.get("type", "")
    found = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    return next((kind for kind in found if kind != "null"), "")
