"""How long the steps of a case take: what key figures tell of them once the case is over.

A service works on a step that was asked; a step waits for stock, a payment, a person or the front office. Nothing else
is counted: neither the time before it is asked, which belongs to the steps before it, nor what comes after the case was
refused or cancelled, when things are only undone.
"""

from datetime import datetime, timedelta

from services.intake.domain.case import Case, Step
from shared.contracts.cases import CaseEnded
from shared.contracts.quick import replace
from shared.contracts.values import StepTime

_WORKING = frozenset({"asked"})
_WAITING = frozenset({"waiting", "needs_correction"})
_COUNTED = _WORKING | _WAITING
_MILLISECOND = timedelta(milliseconds=1)


def timed(before: Step, after: Step, now: datetime, *, ending: bool) -> Step:
    """The step after a turn, with the time that went by in the state before it. ending: from now on the case is only
    undone."""
    if after is before and not ending:
        return after
    worked, waited = before.worked, before.waited
    if before.since is not None:
        gone = max(0, (now - before.since) // _MILLISECOND)
        if before.state in _WORKING:
            worked += gone
        else:
            waited += gone
    since = now if after.state in _COUNTED and not ending else None
    if (since, worked, waited) == (after.since, after.worked, after.waited):
        return after
    return replace(after, since=since, worked=worked, waited=waited)


def anew(step: Step) -> Step:
    """Of a case that begins anew: what came before was told when it ended."""
    return replace(step, since=None, worked=0, waited=0)


def ended(case: Case, ended_at: datetime) -> CaseEnded:
    """What is told of a case that is over. Raises LookupError when it is not."""
    outcome, again = case.status, case.reopened_at
    if outcome not in ("closed", "refused", "cancelled"):
        raise LookupError(f"case {case.id} is {outcome}, not over")
    return CaseEnded(
        case=case.id,
        type=case.type,
        outcome=outcome,
        began_at=again or case.opened_at,
        ended_at=ended_at,
        late=case.late,
        corrected=case.corrected,
        steps=tuple(
            StepTime(step=name, worked=step.worked, waited=step.waited)
            for name, step in case.steps.items()
            if step.asked_at is not None and (again is None or step.asked_at >= again)
        ),
    )
