"""The steps of a case type: each by itself, then how they hang together."""

from dataclasses import dataclass
from decimal import Decimal

from yaml.nodes import Node

from services.intake.adapters.title_reading import read_title
from services.intake.adapters.yaml_reading import Reader, meant
from services.intake.domain.action import Action
from services.intake.domain.actions import ACTIONS
from services.intake.domain.case_type import Requires, StepType, Title


@dataclass(frozen=True, slots=True)
class _Read:
    """A step with the places that an error may be about."""

    type: StepType
    node: Node
    after: dict[str, Node]


def read_steps(reader: Reader, node: Node | None, requires: Requires, team: str) -> tuple[StepType, ...]:
    """The steps in an order in which each comes after what it waits for; nothing when something is wrong."""
    if node is None:
        return ()
    entries = reader.entries(node, "steps")
    if not entries:
        reader.wrong(node, "there are no steps: name at least one.")
    found = [_read_step(reader, name, key, value, team) for name, (key, value) in entries.items()]
    steps = {step.type.name: step for step in found if step is not None}
    whole = len(steps) == len(entries)
    whole &= _after_is_known(reader, steps, set(entries))
    whole &= _actions_fit(reader, steps, requires)
    ordered = _ordered(reader, steps) if whole else ()
    return ordered if ordered and _forerunners_fit(reader, steps) else ()


def _read_step(reader: Reader, name: str, key: Node, node: Node, team: str) -> _Read | None:
    reader.name(key, "the name of a step")
    fields = reader.fields(
        node,
        f"step {name}",
        required=("action", "deadline"),
        optional=("after", "team", "title", "four_eyes", "four_eyes_above"),
    )
    action = _read_action(reader, fields.get("action"))
    deadline = reader.duration(fields.get("deadline"), "deadline")
    after: dict[str, Node] = {}
    reader.items(fields.get("after"), "after", lambda item: _note_after(reader, item, after))
    own_team = reader.team(fields.get("team"))
    title = _step_title(reader, name, node, fields, action)
    four_eyes, four_eyes_above = _four_eyes(reader, fields, action)
    if action is None or deadline is None or (action.titled and title is None):
        return None
    step = StepType(
        name=name,
        action=action.name,
        after=tuple(after),
        deadline=deadline,
        team=own_team or team,
        title=title,
        four_eyes=four_eyes,
        four_eyes_above=four_eyes_above,
    )
    return _Read(step, key, after)


def _four_eyes(reader: Reader, fields: dict[str, Node], action: Action | None) -> tuple[bool, Decimal | None]:
    """Whether two persons have to accept, always or above an amount."""
    for name in ("four_eyes", "four_eyes_above"):
        if name in fields and action is not None and not action.titled:
            reader.wrong(fields[name], f"nobody decides a {action.name} step: remove {name}.")
    always = reader.flag(fields.get("four_eyes"), "four_eyes")
    above = reader.text(
        fields.get("four_eyes_above"),
        "four_eyes_above",
        r"[0-9]{1,12}(\.[0-9]{1,2})?",
        'has to be an amount in quotes, such as "5000.00".',
    )
    return always, Decimal(above) if above is not None else None


def _step_title(
    reader: Reader, name: str, node: Node, fields: dict[str, Node], action: Action | None
) -> Title | None:
    if "title" in fields:
        if action is not None and not action.titled:
            reader.wrong(fields["title"], f"a {action.name} step shows no title: remove it.")
        return read_title(reader, fields["title"])
    if action is not None and action.titled:
        reader.wrong(node, f"step {name} lacks title: add one in en and fr, for the person who decides.")
    return None


def _read_action(reader: Reader, node: Node | None) -> Action | None:
    name = reader.text(node, "action")
    if node is None or name is None:
        return None
    if name not in ACTIONS:
        reader.wrong(node, f"there is no action {name!r}: {meant(name, ACTIONS)}")
    return ACTIONS.get(name)


def _note_after(reader: Reader, node: Node, after: dict[str, Node]) -> None:
    name = reader.name(node, "a step in after")
    if name is not None:
        after[name] = node


def _after_is_known(reader: Reader, steps: dict[str, _Read], names: set[str]) -> bool:
    unknown = [(s, name, node) for s in steps.values() for name, node in s.after.items() if name not in names]
    for step, name, node in unknown:
        reader.wrong(
            node, f"step {step.type.name} comes after {name!r}, which is no step: {meant(name, names)}"
        )
    return not unknown


def _actions_fit(reader: Reader, steps: dict[str, _Read], requires: Requires) -> bool:
    """An action that a case can have once stands once, and the case type requires what the action needs."""
    seen: dict[str, str] = {}
    fits = True
    for name, step in steps.items():
        action = ACTIONS[step.type.action]
        if action.once and action.name in seen:
            reader.wrong(
                step.node, f"{action.name} is asked by step {seen[action.name]} already: remove one."
            )
            fits = False
        seen[action.name] = name
        for need in action.needs:
            if not _is_required(need, requires):
                wanted = f"`{need}: true`" if need in ("lines", "customer") else f"{need} among the parties"
                reader.wrong(step.node, f"{action.name} needs {need} of a case: put {wanted} under requires.")
                fits = False
    return fits


def _is_required(need: str, requires: Requires) -> bool:
    if need == "lines":
        return requires.lines
    return requires.customer if need == "customer" else need in requires.parties


def _ordered(reader: Reader, steps: dict[str, _Read]) -> tuple[StepType, ...]:
    """Each step after what it waits for; nothing, with an error, when some wait for each other in a
    circle."""
    ordered: dict[str, StepType] = {}
    waiting = dict(steps)
    while waiting:
        ready = [name for name, step in waiting.items() if all(a in ordered for a in step.type.after)]
        if not ready:
            circle = ", ".join(waiting)
            first = next(iter(waiting.values()))
            reader.wrong(
                first.node, f"steps wait for each other in a circle ({circle}): remove one from an after."
            )
            return ()
        for name in ready:
            ordered[name] = waiting.pop(name).type
    return tuple(ordered.values())


def _forerunners_fit(reader: Reader, steps: dict[str, _Read]) -> bool:
    """What an action builds on has to be done before it, directly or by way of other steps."""
    fits = True
    for step in steps.values():
        needed = ACTIONS[step.type.action].after
        if needed and needed not in {steps[name].type.action for name in _before(step.type.name, steps)}:
            reader.wrong(step.node, f"{step.type.action} builds on {needed}: let it come after such a step.")
            fits = False
    return fits


def _before(name: str, steps: dict[str, _Read]) -> set[str]:
    found: set[str] = set()
    left = list(steps[name].type.after)
    while left:
        earlier = left.pop()
        if earlier not in found:
            found.add(earlier)
            left.extend(steps[earlier].type.after)
    return found
