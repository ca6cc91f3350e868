"""A text for people, in both interface languages."""

from yaml.nodes import Node

from services.intake.adapters.yaml_reading import Reader
from services.intake.domain.asked import Title


def read_title(reader: Reader, node: Node | None) -> Title | None:
    if node is None:
        return None
    fields = reader.fields(node, "title", required=("en", "fr"))
    en = reader.text(fields.get("en"), "the English title")
    fr = reader.text(fields.get("fr"), "the French title")
    return Title(en=en, fr=fr) if en and fr else None
