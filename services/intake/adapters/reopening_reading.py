"""What it means to open a closed case of a type again."""

from collections.abc import Iterable

from yaml.nodes import Node

from services.intake.adapters.yaml_reading import Reader, meant
from services.intake.domain.actions import ACTIONS
from services.intake.domain.case_type import NEVER, Reopening, StepType


def read_reopening(reader: Reader, node: Node | None, steps: Iterable[StepType]) -> Reopening:
    """Steps that begin anew have to be such that nothing is left of them: a check or a review."""
    if node is None:
        return NEVER
    fields = reader.fields(node, "reopening", required=(), optional=("steps", "instead"))
    if len(fields) != 1:
        reader.wrong(
            node, "reopening needs one of steps and instead: say what begins anew, or which type corrects."
        )
        return NEVER
    known = {step.name: step for step in steps}
    instead = reader.name(fields.get("instead"), "instead") or ""
    names = reader.items(fields.get("steps"), "steps", lambda item: reader.name(item, "a step"))
    for name in names:
        if known and name not in known:
            reader.wrong(fields["steps"], f"there is no step {name!r} to begin anew: {meant(name, known)}")
    for step in _begun_anew(names, known):
        action = ACTIONS[step.action]
        if action.undo is not None and action.undo_when_done:
            reader.wrong(
                fields["steps"],
                f"step {step.name} would begin anew, but {step.action} leaves something behind: "
                "let reopening start later, or name the type that corrects it under instead.",
            )
    return Reopening(steps=names, instead=instead)


def _begun_anew(names: Iterable[str], known: dict[str, StepType]) -> list[StepType]:
    """These steps and what comes after them; steps stand in their order."""
    found: dict[str, StepType] = {name: known[name] for name in names if name in known}
    for step in known.values():
        if any(name in found for name in step.after):
            found[step.name] = step
    return list(found.values())
