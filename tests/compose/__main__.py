"""`python -m tests.compose`: docker-compose.yml run for real; `make compose-test`.

With each RabbitMQ in turn, one stack at a time: the end-to-end stories; a restart of everything; an upgrade of one
program after the other with old and new side by side; the loss of each kind of container, and of all at once, by
kill -9, with cases in flight. Everything that was started is stopped and removed at the end, whatever happened.
"""

import os
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tests.compose import acts, images
from tests.compose.commands import compose_command
from tests.compose.engine import engine
from tests.compose.errors import CommandFailedError, NoEngineError
from tests.compose.images import AFTER, bases
from tests.compose.plan import Plan, planned
from tests.compose.report import FOLDER, Report
from tests.compose.stack import FILE, KINDS, STORIES_FILE, Stack, check, removed_at_the_end, settings
from tests.compose.traffic import Accepted
from tests.support.front_office import FrontOffice

_TENANT = "trial"


def main(arguments: list[str]) -> int:
    """Exit status 0 when everything held, 1 when not, 2 when nothing could be tried."""
    signal.signal(signal.SIGTERM, _like_ctrl_c)
    plan = planned(arguments, os.environ)
    report = Report()
    try:
        with engine(os.environ) as environment:
            _try_all(plan, environment, report)
    except NoEngineError as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    except (CommandFailedError, AssertionError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    finally:
        if report.acts:
            report.write()
    return 0 if report.held else 1


def _try_all(plan: Plan, environment: dict[str, str], report: Report) -> None:
    on = bases(plan.brokers, os.environ)
    try:
        with report.act("-", "images built") as said:
            if on.standing_in:
                images.build_stand_ins(environment)
            images.build_coulisse(environment, on.python, plan.before)
            said.append(f"upgrade from {plan.before or 'the same code under another version'}")
        for version, broker in on.brokers.items():
            with tempfile.TemporaryDirectory() as place:
                told = settings(Path(place), environment, on, broker)
                _try(plan, told, version, report)
    finally:
        images.remove(environment)


def _try(plan: Plan, told: dict[str, str], version: str, report: Report) -> None:
    stack = Stack(f"coulisse-trial-{version.replace('.', '-')}", compose_command(told), told, (FILE,))
    with report.act(version, "the file can be read, with its profile and without") as said:
        with_profile = check(stack, ("observability",))
        said.append(f"{len(check(stack))} services, with the profile {len(with_profile)}")
        assert {"prometheus", "grafana"} <= set(with_profile)
    for wanted, what in ((not plan.only_acts, _stories), (not plan.only_stories, _acts)):
        if wanted:
            try:
                what(plan, stack, version, report)
            except (CommandFailedError, AssertionError) as wrong:
                sys.stderr.write(f"{wrong}\n")


def _stories(plan: Plan, bare: Stack, version: str, report: Report) -> None:
    told = {**bare.settings, "COULISSE_IMAGE": images.image(AFTER)}
    stack = Stack(bare.project, bare.command, told, (FILE, STORIES_FILE))
    stack.compose("build", "stories")
    with removed_at_the_end(stack, FOLDER / f"compose-{version}.log"):
        _start(stack, version, report)
        with report.act(version, "stories") as said:
            kept = FOLDER / f"compose-stories-{version}.log"
            said.append(acts.tell_stories(stack, plan.stories, lambda text: _kept(kept, text)))


def _acts(_plan: Plan, stack: Stack, version: str, report: Report) -> None:
    with removed_at_the_end(stack, FOLDER / f"compose-{version}.log"):
        _start(stack, version, report)
        shop = FrontOffice(stack.url, stack.new_key(_TENANT), _TENANT)
        acts.play(stack, Accepted(shop), version, report)


def _start(stack: Stack, version: str, report: Report) -> None:
    with report.act(version, "started from nothing") as said:
        stack.up()
        said.append(f"{len(KINDS)} containers, all well")


def _kept(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _like_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
