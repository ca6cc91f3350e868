"""A person takes a finding upon themselves."""

from collections.abc import Iterable
from dataclasses import replace

from services.validation.domain.check import Check, Waiver, check_id
from shared.contracts.decision import Decision, Key, Known, Moment, done, refused
from shared.contracts.documents import FindingWaived, WaiveFinding
from shared.contracts.errors import NotYetError

STILL_CHECKING = refused(
    "still_checking", "The case is still being checked.", "Read the findings once the check is done."
)
OTHER_ROUND = refused(
    "other_round",
    "The case was corrected since: this finding is about what it held before.",
    "Read the findings again.",
    "/round",
)
NO_SUCH_FINDING = refused(
    "no_such_finding", "There is no such finding.", "Send rule and where as the findings say them.", "/rule"
)


def needed(message: WaiveFinding, _moment: Moment) -> Iterable[Key[Check]]:
    return (Key(Check, check_id(message.case, message.step)),)


def waive_finding(message: WaiveFinding, known: Known, moment: Moment) -> Decision:
    """The finding stands no longer against the case, in this round; who said so, and why, is kept and told."""
    check = known.get(Check, check_id(message.case, message.step))
    if check is None or check.round < message.round:
        raise NotYetError("a finding of a check that is not there yet is waived")
    if check.round > message.round:
        return Decision(answer=OTHER_ROUND)
    if check.state != "done":
        return Decision(answer=STILL_CHECKING)
    place = (message.rule, message.where)
    finding = next((one for one in check.findings if (one.rule, one.where) == place), None)
    if finding is None:
        return Decision(answer=NO_SUCH_FINDING)
    if any((one.rule, one.where) == place for one in check.waivers):
        return Decision(answer=done(accepted=_yes(check.accepted)))
    waiver = Waiver(
        rule=finding.rule,
        rule_version=finding.rule_version,
        where=finding.where,
        reason=message.reason,
        actor=message.actor,
        at=moment.now,
    )
    waived = replace(check, waivers=(*check.waivers, waiver))
    told = FindingWaived(
        case=check.case,
        step=check.step,
        round=check.round,
        rule=finding.rule,
        rule_version=finding.rule_version,
        where=finding.where,
        reason=message.reason,
        actor=message.actor,
        accepted=waived.accepted,
    )
    return Decision(save=(waived,), send=(told,), answer=done(accepted=_yes(waived.accepted)))


def _yes(accepted: bool) -> str:
    return "true" if accepted else "false"
