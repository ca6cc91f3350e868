"""What a case type asks of its cases beside what all cases have."""

from typing import cast

from yaml.nodes import Node

from services.intake.adapters.title_reading import read_title
from services.intake.adapters.yaml_reading import Reader
from services.intake.domain.asked import Ask, Kind, Title

_KINDS = ("text", "date", "amount", "choice")


def read_asks(reader: Reader, node: Node | None) -> tuple[Ask, ...]:
    if node is None:
        return ()
    entries = reader.entries(node, "asks").items()
    found = (_read_ask(reader, name, key, value) for name, (key, value) in entries)
    return tuple(ask for ask in found if ask is not None)


def _read_ask(reader: Reader, name: str, key: Node, node: Node) -> Ask | None:
    reader.name(key, "the name of what is asked")
    fields = reader.fields(node, f"ask {name}", required=("kind", "title"), optional=("required", "choices"))
    kind = reader.one_of(fields.get("kind"), "kind", _KINDS)
    title = read_title(reader, fields.get("title"))
    choices = _read_choices(reader, fields.get("choices"))
    if kind == "choice" and len(choices) < 2:
        reader.wrong(
            node, f"ask {name} is a choice: name at least two choices, each with a title in en and fr."
        )
    if kind is not None and kind != "choice" and choices:
        reader.wrong(node, f"ask {name} is no choice: remove choices, or let its kind be choice.")
    required = reader.flag(fields["required"], "required") if "required" in fields else True
    if kind is None or title is None:
        return None
    return Ask(name=name, kind=cast(Kind, kind), title=title, required=required, choices=choices)


def _read_choices(reader: Reader, node: Node | None) -> dict[str, Title]:
    found: dict[str, Title] = {}
    if node is None:
        return found
    for name, (key, value) in reader.entries(node, "choices").items():
        reader.name(key, "the name of a choice")
        title = read_title(reader, value)
        if title is not None:
            found[name] = title
    return found
