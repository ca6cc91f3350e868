"""`python -m tests.faults.hostile --seed 7 --count 10000`: malformed and adversarial messages among good traffic.

No process may die, no message may vanish, and good traffic has to stay as quick as it was: its p99 with hostile
messages at most twice its p99 alone, both measured in turns within one run, so that a busy machine slows both.
"""

import argparse
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import pika.data

from infra.broker.apply import apply_topology
from infra.local.house import clone
from infra.local.stack import LocalStack
from shared.persistence.mongo import connect
from tests.faults.good_traffic import GoodTraffic
from tests.faults.hostile_report import HostileReport
from tests.integration.runtime.conftest import COUNTING
from tests.integration.runtime.desk import Desk
from tests.integration.runtime.hostile import Hostile, wire_encoder
from tests.integration.runtime.hostile_fates import KEY, without_fate
from tests.integration.runtime.hostile_generator import generated
from tests.support.processes import ServiceUnderTest, wait_until
from tests.support.stack import empty_databases

MOST_RATIO = 2.0
_TURN_SECONDS = 4.0
_FOLDER = clone() / ".local" / "faults-hostile"
_SETTLE_SECONDS = 300


def run(seed: int, count: int, pace: float, hostile_pace: float) -> HostileReport:
    """Messages a second: pace of good ones, hostile_pace of hostile ones besides. The report is written whatever
    happens."""
    command = f"make hostile SEED={seed} COUNT={count}"
    print(f"{count} hostile messages with seed {seed}: {command}", flush=True)
    report = HostileReport(seed, command, pace, hostile_pace)
    try:
        _run(report, list(generated(seed, count)))
    except BaseException as error:
        report.violations.append(f"broken off: {type(error).__name__} {error}"[:2000])
        raise
    finally:
        print(f"{report.verdict}; report: {report.write().relative_to(clone())}", flush=True)
    return report


def _run(report: HostileReport, messages: Sequence[Hostile]) -> None:
    with _servers(_FOLDER) as stack, ServiceUnderTest(stack, COUNTING) as service:
        service.wait_ready(90)
        process = service.process.pid
        with GoodTraffic(stack.amqp_admin_url, report.pace) as traffic:
            desk = Desk(stack)  # listens, too, but only the first listener of a queue hears anything
            _in_turns(desk, traffic, messages, report)
            report.good = traffic.sent
        _settle(desk, messages, report)
        alive = service.exit_code() is None and service.process.pid == process
        if not alive or not service.ready():
            report.violations.append(f"the process died or does not work: exit code {service.exit_code()}")
        desk.close()
    if report.ratio > MOST_RATIO:
        report.violations.append(f"p99 of good traffic grew {report.ratio:.2f} times, {MOST_RATIO:g} at most")


@contextmanager
def _servers(folder: Path) -> Iterator[LocalStack]:
    stack = LocalStack(folder)
    stack.stop()
    rmtree(folder, ignore_errors=True)
    stack = LocalStack(folder)
    try:
        stack.start()
        apply_topology(stack.amqp_admin_url)
        with connect(stack.mongodb_admin_url) as client:
            empty_databases(client)
        yield stack
    finally:
        stack.stop()
        rmtree(folder, ignore_errors=True)


def _in_turns(desk: Desk, traffic: GoodTraffic, messages: Sequence[Hostile], report: HostileReport) -> None:
    """A turn of good traffic alone, a turn with hostile messages, and so on until all were sent."""
    encoder = pika.data.encode_value
    pika.data.encode_value = wire_encoder(encoder)
    try:
        with traffic.flowing([]):  # the first second is nobody's: caches fill, batches find their size
            time.sleep(_TURN_SECONDS)
        left = list(reversed(messages))
        while left:
            report.alone.append([])
            with traffic.flowing(report.alone[-1]):
                time.sleep(_TURN_SECONDS)
            report.among.append([])
            begun, sent = time.monotonic(), 0
            with traffic.flowing(report.among[-1]):
                while left and time.monotonic() < begun + _TURN_SECONDS:
                    message = left.pop()
                    desk.send_raw(message.body, KEY, **message.properties)
                    sent += 1
                    time.sleep(max(0.0, begun + sent / report.hostile_pace - time.monotonic()))
            print(
                f"  {len(messages) - len(left)} hostile messages sent, ratio {report.ratio:.2f}", flush=True
            )
    finally:
        pika.data.encode_value = encoder


def _settle(desk: Desk, messages: Sequence[Hostile], report: HostileReport) -> None:
    """Waits until each message is handled or failed; those that are neither are named."""
    report.hostile = len(messages)
    try:
        wait_until(lambda: not without_fate(desk, messages), _SETTLE_SECONDS, "each is handled or kept")
    except AssertionError:
        lost = without_fate(desk, messages)
        report.violations += [
            f"vanished: {message.body[:200]!r} with {message.properties}" for message in lost[:10]
        ]
        report.violations.append(f"{len(lost)} hostile messages vanished")
    report.kept = desk.database.failed.count_documents({})
    if desk.waiting() or desk.on_the_ladder():
        report.violations.append(f"{desk.waiting()} still in queues, {desk.on_the_ladder()} on the ladder")


def main() -> int:
    """Exit status 0 only when everything held."""
    signal.signal(
        signal.SIGTERM, lambda _number, _frame: sys.exit("ended")
    )  # servers are stopped on the way out
    parser = argparse.ArgumentParser(prog="tests.faults.hostile", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="chooses the messages; any when not given")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--pace", type=float, default=50, help="good messages a second")
    parser.add_argument(
        "--hostile-pace", type=float, default=100, help="hostile messages a second, in their turns"
    )
    arguments = parser.parse_args()
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    report = run(seed, arguments.count, arguments.pace, arguments.hostile_pace)
    for words in report.violations:
        print(f"  VIOLATION {words}")
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main())
