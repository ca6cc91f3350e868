"""How a review of a case type is held: by whom, for which cases, with which words."""

from decimal import Decimal
from typing import Any

from yaml.nodes import Node

from services.intake.adapters.yaml_reading import Reader
from services.intake.domain.action import Action

REVIEW_FIELDS = ("four_eyes", "four_eyes_above", "decided_as", "answered", "sample")


def read_review(reader: Reader, fields: dict[str, Node], action: Action | None) -> dict[str, Any]:
    """By their names, the fields of a StepType that reviews alone have."""
    for name in REVIEW_FIELDS:
        if name in fields and action is not None and not action.titled:
            reader.wrong(fields[name], f"nobody decides a {action.name} step: remove {name}.")
    above = reader.text(
        fields.get("four_eyes_above"),
        "four_eyes_above",
        r"[0-9]{1,12}(\.[0-9]{1,2})?",
        'has to be an amount in quotes, such as "5000.00".',
    )
    sample, seed = _sample(reader, fields.get("sample"))
    return {
        "four_eyes": reader.flag(fields.get("four_eyes"), "four_eyes"),
        "four_eyes_above": Decimal(above) if above is not None else None,
        "decided_as": reader.one_of(fields.get("decided_as"), "decided_as", ("review", "approval"))
        or "review",
        "answered": reader.flag(fields.get("answered"), "answered"),
        "sample": sample,
        "seed": seed,
    }


def _sample(reader: Reader, node: Node | None) -> tuple[Decimal | None, str]:
    """Of how many per cent of the cases, and what chooses them."""
    if node is None:
        return None, ""
    fields = reader.fields(node, "sample", required=("percent", "seed"))
    percent = reader.text(
        fields.get("percent"),
        "percent",
        r"(100|[0-9]{1,2}(\.[0-9]{1,2})?)",
        'has to be a number from 0 to 100 in quotes, such as "5" or "2.5".',
    )
    seed = reader.text(fields.get("seed"), "seed")
    return (Decimal(percent) if percent is not None else None), seed or ""
