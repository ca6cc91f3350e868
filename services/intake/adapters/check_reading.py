"""Which checks a case type wants, and how it sets them."""

from typing import cast

from yaml.nodes import MappingNode, Node, ScalarNode

from services.intake.adapters.yaml_reading import Reader
from shared.contracts.values import CheckSetting, Severity

_SEVERITIES = ("info", "warning", "error")


def read_checks(reader: Reader, node: Node | None) -> tuple[tuple[str, ...], tuple[CheckSetting, ...]]:
    """The names of the checks, and the settings of those that have some."""
    found = reader.items(node, "checks", lambda item: _read_check(reader, item))
    set_ones = tuple(one for one in found if one.severity is not None or one.limits)
    return tuple(one.check for one in found), set_ones


def _read_check(reader: Reader, node: Node) -> CheckSetting | None:
    if isinstance(node, ScalarNode):
        name = reader.name(node, "a check")
        return None if name is None else CheckSetting(check=name)
    fields = reader.fields(node, "a check", required=("name",), optional=("severity", "limits"))
    name = reader.name(fields.get("name"), "a check")
    severity = reader.one_of(fields.get("severity"), "severity", _SEVERITIES)
    limits = _read_limits(reader, fields.get("limits"))
    if name is None:
        return None
    return CheckSetting(check=name, severity=cast(Severity | None, severity), limits=limits)


def _read_limits(reader: Reader, node: Node | None) -> dict[str, str]:
    if node is None:
        return {}
    if not isinstance(node, MappingNode):
        reader.wrong(node, "limits have to be a mapping: write `name: value` lines.")
        return {}
    entries = reader.entries(node, "limits").items()
    read = {name: reader.text(value, f"limit {name}") for name, (_, value) in entries}
    return {name: text for name, text in read.items() if text is not None}
