"""The steps of a case type: each by itself, then how they hang together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from yaml.nodes import Node

from services.intake.adapters.review_reading import REVIEW_FIELDS, read_review
from services.intake.adapters.title_reading import read_title
from services.intake.adapters.yaml_reading import Reader, meant
from services.intake.domain.action import Action
from services.intake.domain.actions import ACTIONS
from services.intake.domain.asked import Ask, Title
from services.intake.domain.case_type import Requires, Source, StepType


@dataclass(frozen=True, slots=True)
class _Read:
    """A step with the places that an error may be about."""

    type: StepType
    node: Node
    after: dict[str, Node]


def read_steps(
    reader: Reader, node: Node | None, requires: Requires, asks: tuple[Ask, ...], team: str
) -> tuple[StepType, ...]:
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
    whole &= _actions_fit(reader, steps, requires, asks)
    ordered = _ordered(reader, steps) if whole else ()
    return ordered if ordered and _forerunners_fit(reader, steps) else ()


def _read_step(reader: Reader, name: str, key: Node, node: Node, team: str) -> _Read | None:
    reader.name(key, "the name of a step")
    fields = reader.fields(
        node,
        f"step {name}",
        required=("action", "deadline"),
        optional=("after", "team", "title", "source", "partial", *REVIEW_FIELDS),
    )
    action = _read_action(reader, fields.get("action"))
    deadline = reader.deadline(fields.get("deadline"), "deadline")
    after: dict[str, Node] = {}
    reader.items(fields.get("after"), "after", lambda item: _note_after(reader, item, after))
    own_team = reader.team(fields.get("team"))
    title = _step_title(reader, name, node, fields, action)
    source = _source(reader, name, node, fields, action)
    partial = _partial(reader, fields, action)
    review = read_review(reader, fields, action)
    if action is None or deadline is None or (action.titled and title is None):
        return None
    step = StepType(
        name=name,
        action=action.name,
        after=tuple(after),
        deadline=deadline,
        team=own_team or team,
        title=title,
        source=source,
        partial=partial,
        **review,
    )
    return _Read(step, key, after)


def _source(reader: Reader, name: str, node: Node, fields: dict[str, Node], action: Action | None) -> Source:
    if action is None:
        return ""
    if "source" in fields and not action.sourced:
        reader.wrong(fields["source"], f"a {action.name} step has no source: remove it.")
    if action.sourced and "source" not in fields:
        reader.wrong(node, f"step {name} lacks source: say whether goods come by purchase or return.")
    return cast(Source, reader.one_of(fields.get("source"), "source", ("purchase", "return")) or "")


def _partial(reader: Reader, fields: dict[str, Node], action: Action | None) -> bool:
    if action is not None and "partial" in fields and not action.parts:
        reader.wrong(fields["partial"], f"a {action.name} step sends nothing in parts: remove partial.")
    return reader.flag(fields.get("partial"), "partial")


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


def _actions_fit(reader: Reader, steps: dict[str, _Read], requires: Requires, asks: tuple[Ask, ...]) -> bool:
    """An action that a case can have once stands once, and the case type requires and asks what the action needs."""
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
        for wanted in (*_not_required(action, requires), *_not_asked(action, asks)):
            reader.wrong(step.node, wanted)
            fits = False
    return fits


def _not_required(action: Action, requires: Requires) -> Iterator[str]:
    for need in action.needs:
        if need == "of_case" and not requires.of_case:
            yield f"{action.name} needs the case that it is about: put `of_case: [its type]` under requires."
        elif need in ("lines", "customer", "supplier", "vat") and not getattr(requires, need):
            yield f"{action.name} needs {need} of a case: put `{need}: true` under requires."
        elif not hasattr(requires, need) and need not in requires.parties:
            yield f"{action.name} needs {need} of a case: put {need} among the parties under requires."


def _not_asked(action: Action, asks: tuple[Ask, ...]) -> Iterator[str]:
    required = {ask.name: ask.kind for ask in asks if ask.required}
    for name, kind in action.asks.items():
        if required.get(name) != kind:
            yield f"{action.name} needs the answer {name}: ask for it under asks, with the kind {kind}, required."


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
