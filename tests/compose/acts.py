"""What is done to a platform in containers; each raises AssertionError or CommandFailedError when it does not hold."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from infra.process_names import PROCESSES
from tests.compose.commands import run
from tests.compose.errors import CommandFailedError
from tests.compose.images import AFTER, BEFORE
from tests.compose.report import Report
from tests.compose.stack import KINDS, Stack
from tests.compose.traffic import PIECES, Accepted, orders_coming
from tests.support.processes import wait_until

AT_ONCE = 4
"""Cases that are in flight when a container is lost, each a little further."""
ENDED_WITHIN = 180.0
SEEN_WITHIN = 90.0
_STOCK = 100_000
_SUMMARY = re.compile(r"^.*\b(?:passed|failed|error|skipped)\b.*$", re.MULTILINE)


def tell_stories(stack: Stack, stories: tuple[str, ...], keep: Callable[[str], None]) -> str:
    """The end-to-end stories in a container on the platform's network; pytest's last words."""
    try:
        said = stack.compose("run", "--rm", "-T", "--no-deps", "stories", *stories, within=7_200)
    except CommandFailedError as failed:
        keep(failed.said)
        raise AssertionError(_last_words(failed.said)) from failed
    keep(said)
    return _last_words(said)


def _last_words(said: str) -> str:
    found = _SUMMARY.findall(said)
    return str(found[-1]).strip("= ") if found else said[-200:]


def restart(stack: Stack, accepted: Accepted) -> str:
    """The whole platform taken down, in the middle of work, and up again: what was stored is there."""
    for _ in range(AT_ONCE):
        accepted.order()
    before = list(accepted.cases)
    begin = time.monotonic()
    stack.compose("down")
    down = time.monotonic() - begin
    stack.up()
    back = time.monotonic() - begin - down
    accepted.wait_closed(before, ENDED_WITHIN)
    return f"down in {down:.0f} s, up and well in {back:.0f} s; {len(before)} cases from before are closed"


def upgrade(stack: Stack, accepted: Accepted) -> list[str]:
    """Topology of the new version first, then one program after the other: the new one runs beside the old one until
    both were seen at work, then takes its place. How long each had both, in words."""
    stack.compose("up", "setup", version=AFTER)
    return [f"{program} {_side_by_side(stack, accepted, program):.0f} s" for program in PROCESSES]


def _side_by_side(stack: Stack, accepted: Accepted, program: str) -> float:
    begin = time.monotonic()
    name = f"{stack.project}-{program}-beside"
    stack.compose("run", "--detach", "-T", "--no-deps", "--name", name, program, version=AFTER)
    try:
        wait_until(
            lambda: versions(accepted, program) == {BEFORE, AFTER},
            SEEN_WITHIN,
            lambda: f"{program} in both versions; seen: {versions(accepted, program)}",
        )
        accepted.wait_closed([accepted.order() for _ in range(AT_ONCE)], ENDED_WITHIN)
        stack.renew(program, AFTER)
    finally:
        run(("docker", "stop", "--time", "40", name), stack.settings)
        run(("docker", "rm", "--force", "--volumes", name), stack.settings)
    accepted.wait_closed([accepted.order()], ENDED_WITHIN)
    return time.monotonic() - begin


def versions(accepted: Accepted, program: str) -> set[str]:
    """What the processes of a program that say that they live call themselves."""
    answer = accepted.shop.ask("GET", "/v1/operations/health")
    if not answer.ok:
        return set()
    parts = {part["name"]: part for part in answer.json()["parts"]}
    return {process["version"] for process in parts[program]["processes"]}


def lose(stack: Stack, accepted: Accepted, *kinds: str) -> str:
    """kill -9 with cases in flight: they end, and so does one that comes after."""
    in_flight = [accepted.order() for _ in range(AT_ONCE)]
    begin = time.monotonic()
    stack.kill(*kinds)
    accepted.wait_closed(in_flight, ENDED_WITHIN)
    ended = time.monotonic() - begin
    accepted.wait_closed([accepted.order()], ENDED_WITHIN)
    return f"{AT_ONCE} cases in flight closed after {ended:.1f} s, the next one after {time.monotonic() - begin:.1f} s"


def every_case_ended(accepted: Accepted) -> str:
    """Each accepted case is closed, with one invoice and its goods taken once; nothing was given up on."""
    accepted.wait_closed(accepted.cases, ENDED_WITHIN)
    shop, cases = accepted.shop, accepted.cases
    assert len(set(cases)) == len(cases)
    assert {case["id"] for case in shop.items("/v1/cases", limit=100)} == set(cases)
    assert len(shop.items("/v1/invoices", limit=100)) == len(cases)
    assert shop.items("/v1/operations/failures", limit=100) == []
    shop.wait_for_stock("CH-100", on_hand=_STOCK - PIECES * len(cases), reserved=0)
    return (
        f"{len(cases)} cases accepted, {len(cases)} closed, one invoice each, stock and movements agree, "
        f"no message given up; {accepted.unanswered} requests had to be sent again"
    )


@contextmanager
def front_office(accepted: Accepted) -> Iterator[Accepted]:
    """Stocked up, with orders coming all the time."""
    accepted.shop.stock_up({"CH-100": _STOCK})
    with orders_coming(accepted):
        yield accepted


def play(stack: Stack, accepted: Accepted, broker: str, report: Report) -> None:
    """All acts but the stories, in turn, on a platform of the version before."""
    with front_office(accepted):
        with report.act(broker, "restarted whole") as said:
            said.append(restart(stack, accepted))
        with report.act(broker, "upgraded one program at a time, old and new side by side") as said:
            said.extend(upgrade(stack, accepted))
        with report.act(broker, "every program is of the new version") as said:
            seen = {program: versions(accepted, program) for program in PROCESSES}
            assert all(AFTER in found for found in seen.values()), seen
            said.append("before and after ran at once during the upgrade")
        for kind in KINDS:
            with report.act(broker, f"lost: {kind}") as said:
                said.append(lose(stack, accepted, kind))
        with report.act(broker, "lost: everything at once") as said:
            said.append(lose(stack, accepted, *KINDS))
    with report.act(broker, "every accepted case ended") as said:
        said.append(every_case_ended(accepted))
