"""What a case says of its tasks, taken over into the work list."""

from collections.abc import Iterable
from dataclasses import replace

from services.intake.domain.task import Task
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment
from shared.contracts.people import KeepTask


def needed(message: KeepTask, _moment: Moment) -> Iterable[Key[Task]]:
    return (Key(Task, message.task),)


def keep_task(message: KeepTask, known: Known, moment: Moment) -> Decision:
    """The latest word of the case counts. Who has claimed an open task keeps it; a new round, or the second of two
    persons, begins with nobody. The due time and priority that a person has set stay until a new round begins."""
    held = known.get(Task, message.task)
    if held is not None and message.revision <= held.revision:
        return NOTHING
    said = _with_what_was_set(held, _as_said(message, moment))
    if held is None:
        return Decision(save=(said,))
    if said.state == "open" and _begins_anew(held, said):
        return Decision(save=(_late_already(held, said),))
    if said.state != "open":
        return Decision(save=(_ended(held, said),))
    kept = replace(
        said,
        assignee=held.assignee,
        claimed_at=held.claimed_at,
        escalated_at=held.escalated_at,
        escalated_to=held.escalated_to,
        opened_at=held.opened_at,
        due_at=held.due_at,
        claims=held.claims,
    )
    return Decision(save=(kept,))


def _with_what_was_set(held: Task | None, said: Task) -> Task:
    """By a person, on the same question."""
    if held is None or held.state != "open" or said.state != "open" or held.round < said.round:
        return said
    if held.ranked_by_hand:
        said = replace(said, priority=held.priority, ranked_by_hand=True)
    if held.timed_by_hand:
        said = replace(said, wanted_by=held.wanted_by, due_at=held.wanted_by, timed_by_hand=True)
    return said


def _ended(held: Task, said: Task) -> Task:
    return replace(
        held,
        state=said.state,
        round=said.round,
        revision=said.revision,
        answer=said.answer,
        reason=said.reason,
        done_by=said.done_by,
        ended_at=said.ended_at,
        due_at=None,
    )


def _as_said(message: KeepTask, moment: Moment) -> Task:
    is_open = message.state == "open"
    return Task(
        id=message.task,
        tenant=moment.tenant,
        kind=message.kind,
        state=message.state,
        case=message.case,
        step=message.step,
        round=message.round,
        revision=message.revision,
        number=message.number,
        client=message.client,
        team=message.team,
        title_en=message.title_en,
        title_fr=message.title_fr,
        priority=message.priority,
        opened_at=moment.now,
        wanted_by=message.wanted_by,
        four_eyes=message.four_eyes,
        answered=message.answered,
        accepted_by=message.accepted_by,
        answer=message.answer,
        reason=message.reason,
        done_by=message.done_by,
        ended_at=None if is_open else moment.now,
        due_at=message.wanted_by if is_open else None,
    )


def _begins_anew(held: Task, said: Task) -> bool:
    return held.state != "open" or held.round < said.round or held.accepted_by != said.accepted_by


def _late_already(held: Task, said: Task) -> Task:
    """The lead is called once for each due time: one that had passed when the lead was called is not waited for again,
    as when the second of two persons begins late."""
    called, wanted = held.escalated_at, said.wanted_by
    if called is None or wanted is None or wanted > called:
        return said
    return replace(said, due_at=None, escalated_at=called, escalated_to=held.escalated_to)
