"""Edits: proposed, approved or rejected by somebody else, and sent."""

from collections.abc import Iterable
from dataclasses import replace

from services.operations.domain.audit_entry import audited
from services.operations.domain.difference import differences
from services.operations.domain.edit import Edit, objection
from shared.contracts.decision import NOTHING, Answer, Decision, Key, Known, Moment, done, refused
from shared.contracts.failures import DecideEdit, EditFailure, RepairOrdered, RepairTaken
from shared.contracts.house import HOUSE


def needed(message: EditFailure | DecideEdit | RepairTaken, _moment: Moment) -> Iterable[Key[Edit]]:
    return [Key(Edit, message.edit)]


def propose(message: EditFailure, known: Known, moment: Moment) -> Decision:
    if known.get(Edit, message.edit) is not None:
        return NOTHING
    found = differences(message.original, message.body)
    answer = objection(message.original, message.body, message.service, moment.tenant, HOUSE)
    if answer is None and not found:
        answer = refused(
            "nothing_edited", "The body is what it was.", "Retry the message without an edit.", "/body"
        )
    if answer is not None:
        return Decision(answer=answer)
    edit = Edit(
        id=message.edit,
        tenant=moment.tenant,
        service=message.service,
        failure=message.failure,
        by=message.actor,
        reason=message.reason,
        proposed_at=moment.now,
        body=message.body,
        differences=found,
    )
    entry = audited(
        moment,
        message.actor,
        "edit",
        edit.id,
        service=edit.service,
        failure=edit.failure,
        note=message.reason,
    )
    return Decision(save=(edit,), add=(entry,), answer=done(edit=edit.id))


def decide(message: DecideEdit, known: Known, moment: Moment) -> Decision:
    """Approve or reject; whoever proposed it may reject it, and nobody approves their own."""
    edit = known.get(Edit, message.edit)
    if (answer := _refusal(edit, message)) is not None or edit is None:
        return Decision(answer=answer)
    decided = replace(
        edit,
        state="approved" if message.approved else "rejected",
        decided_by=message.actor,
        decided_at=moment.now,
        note=message.note,
    )
    deed = "approve" if message.approved else "reject"
    entry = audited(
        moment,
        message.actor,
        deed,
        edit.id,
        service=edit.service,
        failure=edit.failure,
        note=message.note,
    )
    repair = RepairOrdered(edit=edit.id, service=edit.service, failure=edit.failure, body=edit.body)
    return Decision(save=(decided,), add=(entry,), send=(repair,) if message.approved else ())


def _refusal(edit: Edit | None, message: DecideEdit) -> Answer | None:
    if edit is None:
        return refused("unknown_edit", "There is no such edit.", "Look at the list of edits.")
    if edit.state != "proposed":
        return refused(
            "edit_decided", "This edit was decided already.", "Propose another one where it is needed."
        )
    if message.approved and edit.by == message.actor:
        return refused(
            "second_person_needed",
            "Whoever proposed an edit cannot approve it.",
            "Ask somebody else with the scope failures:approve.",
        )
    return None


def repaired(message: RepairTaken, known: Known, _moment: Moment) -> Decision:
    edit = known.get(Edit, message.edit)
    if edit is None or edit.state != "approved":
        return NOTHING
    return Decision(save=(replace(edit, state="sent" if message.taken else "outdated"),))
