"""How much is measured: a few minutes for every day, the whole for a report, a few seconds for the test of all this."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

PARTS = ("peers", "sizes", "hot", "urgent", "replicas", "gateway", "watching", "stored", "books", "shelves")
"""In the order in which they run; the last two fill databases."""
_FILLED_A_SECOND = 200
"""How many stored cases are copied in a second on a small machine that has other things to do."""


class PlanError(Exception):
    """The environment asks for what is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """rounds: how often things that are compared take turns. The rest are numbers of cases, requests or steps;
    part_seconds: the longest that one part may take."""

    name: str
    rounds: int
    cases: int
    nameko_cases: int
    celery_cases: int
    limit_cases: int
    idle_cases: int
    paced_seconds: float
    size_cases: int
    size_lines: tuple[int, ...]
    hot_cases: int
    urgent_behind: int
    urgent_cases: int
    replicas: tuple[int, ...]
    replicated: tuple[str, ...]
    requests: int
    lists: int
    bulk_cases: int
    streams: int
    stored_steps: tuple[int, ...]
    template_cases: int
    watching_cases: int
    watching_pairs: int
    stored_entries: int
    posted_cases: int
    stored_articles: int
    reserved_cases: int
    part_seconds: int


TINY = Plan(
    name="tiny",
    rounds=1,
    cases=40,
    nameko_cases=5,
    celery_cases=5,
    limit_cases=20,
    idle_cases=3,
    paced_seconds=0.5,
    size_cases=6,
    size_lines=(1, 5),
    hot_cases=20,
    urgent_behind=60,
    urgent_cases=3,
    replicas=(1, 2),
    replicated=("intake",),
    requests=80,
    lists=10,
    bulk_cases=40,
    streams=5,
    stored_steps=(0, 200),
    template_cases=10,
    watching_cases=20,
    watching_pairs=1,
    stored_entries=1_000,
    posted_cases=100,
    stored_articles=200,
    reserved_cases=60,
    part_seconds=600,
)
SHORT = Plan(
    name="short",
    rounds=3,
    cases=1_500,
    nameko_cases=200,
    celery_cases=120,
    limit_cases=2_000,
    idle_cases=40,
    paced_seconds=10,
    size_cases=300,
    size_lines=(1, 5, 50),
    hot_cases=1_000,
    urgent_behind=2_500,
    urgent_cases=20,
    replicas=(1, 2),
    replicated=("intake",),
    requests=2_400,
    lists=300,
    bulk_cases=2_000,
    streams=500,
    stored_steps=(0, 20_000),
    template_cases=50,
    watching_cases=200,
    watching_pairs=10,
    stored_entries=100_000,
    posted_cases=2_000,
    stored_articles=20_000,
    reserved_cases=4_000,
    part_seconds=900,
)
FULL = Plan(
    name="full",
    rounds=5,
    cases=4_000,
    nameko_cases=400,
    celery_cases=250,
    limit_cases=5_000,
    idle_cases=100,
    paced_seconds=40,
    size_cases=1_000,
    size_lines=(1, 5, 50),
    hot_cases=3_000,
    urgent_behind=20_000,
    urgent_cases=60,
    replicas=(1, 2, 3, 4),
    replicated=("intake", "logistics"),
    requests=8_000,
    lists=1_000,
    bulk_cases=20_000,
    streams=500,
    stored_steps=(0, 50_000, 200_000, 500_000),
    template_cases=50,
    watching_cases=1_000,
    watching_pairs=15,
    stored_entries=1_000_000,
    posted_cases=5_000,
    stored_articles=100_000,
    reserved_cases=20_000,
    part_seconds=2_400,
)


def chosen(environ: Mapping[str, str] = os.environ) -> tuple[Plan, tuple[str, ...]]:
    """The plan (FULL=1 for the whole, STORED=50000 for so many stored cases) and the parts (PARTS=peers,hot; all by
    default); raises PlanError."""
    plan = FULL if environ.get("FULL", "") not in ("", "0") else SHORT
    if stored := environ.get("STORED", ""):
        cases = _number(stored)
        filling = cases // _FILLED_A_SECOND
        plan = replace(plan, stored_steps=(0, cases), part_seconds=plan.part_seconds + filling)
    wanted = [part.strip() for part in environ.get("PARTS", "").split(",") if part.strip()]
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        raise PlanError(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return plan, tuple(part for part in PARTS if not wanted or part in wanted)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise PlanError(f"STORED has to be a number of cases, such as 50000, and not {text!r}")
    return int(text)
