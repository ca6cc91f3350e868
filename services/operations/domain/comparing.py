"""Key figures as they are kept against the same ones recounted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from services.operations.domain.case_counts import CaseCounts, CasesInAll, StepTimes, empty_counts
from services.operations.domain.recount import ALL_LANES, Recount
from shared.contracts.quick import replace

_NUMBERS = ("received", "closed", "refused", "cancelled", "reopened", "in_time", "first_time", "took")


def together(counts: Iterable[CaseCounts]) -> dict[tuple[str, str, str], CaseCounts]:
    """What the lanes counted, added up by tenant, type and period."""
    found: dict[tuple[str, str, str], CaseCounts] = {}
    for one in counts:
        place = (one.tenant, one.type, one.period)
        held = found.get(place) or empty_counts(*place, ALL_LANES)
        numbers = {name: getattr(held, name) + getattr(one, name) for name in _NUMBERS}
        classes = dict(held.classes)
        for name, count in one.classes.items():
            classes[name] = classes.get(name, 0) + count
        found[place] = replace(held, classes=classes, steps=_steps(held.steps, one.steps), **numbers)
    return found


def _steps(held: Mapping[str, StepTimes], further: Mapping[str, StepTimes]) -> dict[str, StepTimes]:
    steps = dict(held)
    for name, one in further.items():
        before = steps.get(name, StepTimes())
        steps[name] = StepTimes(
            cases=before.cases + one.cases,
            worked=before.worked + one.worked,
            waited=before.waited + one.waited,
        )
    return steps


def all_in_all(kept: Iterable[CasesInAll]) -> dict[tuple[str, str], tuple[int, int]]:
    """Begun and ended, by tenant and type."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for one in kept:
        begun, ended = found.get((one.tenant, one.type), (0, 0))
        found[(one.tenant, one.type)] = (begun + one.begun, ended + one.ended)
    return found


def differences(
    recount: Recount, counts: Iterable[CaseCounts], in_all: Iterable[CasesInAll], *, since: str = ""
) -> Iterator[str]:
    """What is kept otherwise than recounted, in words. since: the first month that is still kept whole."""
    kept = {place: one for place, one in together(counts).items() if place[2] >= since}
    anew = {place: one for place, one in recount.counts.items() if place[2] >= since}
    for place in sorted(kept.keys() | anew.keys()):
        nothing = empty_counts(*place, ALL_LANES)
        one, other = kept.get(place, nothing), anew.get(place, nothing)
        for field in fields(CaseCounts):
            if getattr(one, field.name) != getattr(other, field.name):
                is_said, should = getattr(one, field.name), getattr(other, field.name)
                yield f"{' '.join(place)}: {field.name} is {is_said}, the stories say {should}"
    standing = all_in_all(in_all)
    told = all_in_all(recount.in_all.values())
    for tenant, type in sorted(standing.keys() | told.keys()):
        held, said = standing.get((tenant, type), (0, 0)), told.get((tenant, type), (0, 0))
        if held != said:
            yield f"{tenant} {type}: begun and ended are {held}, the stories say {said}"
