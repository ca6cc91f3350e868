"""What a trial does, from its command line."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.compose.images import STAND_INS

CHOSEN = (
    "tests/e2e/test_sales_order.py",
    "tests/e2e/test_customer_file.py",
    "tests/e2e/test_documents.py",
    "tests/e2e/test_stock.py",
    "tests/e2e/test_payments.py",
    "tests/e2e/test_erp.py",
    "tests/e2e/test_webhooks.py",
    "tests/e2e/test_work_list.py",
)
"""One file for each service and each way in or out. Stories of a platform that they may stop are passed over."""
WHOLE = ("tests/e2e",)
_NEEDING_TOOLS = ("test_conformance.py", "test_generated_clients.py", "test_asyncapi.py")
"""Not of the platform but of its documents: `make verify-documents`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """brokers: versions, or VERSION=IMAGE; stories: what pytest is told; before: the commit of the earlier version,
    empty for the same code under another name."""

    brokers: tuple[str, ...]
    stories: tuple[str, ...]
    before: str
    only_stories: bool
    only_acts: bool


def planned(arguments: Sequence[str], environ: Mapping[str, str]) -> Plan:
    """Ends the program with usage when the arguments cannot be read."""
    parser = argparse.ArgumentParser(prog="tests.compose", description="docker-compose.yml run for real")
    parser.add_argument(
        "--broker",
        action="append",
        help=f"RabbitMQ's version: {', '.join(STAND_INS)} (default: both), or VERSION=IMAGE; may be repeated",
    )
    parser.add_argument("--whole", action="store_true", help="all end-to-end stories instead of a choice")
    parser.add_argument(
        "--before", default="", help="commit that the upgrade begins with; the same code unless given"
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--only-stories", action="store_true", help="neither restart, upgrade nor losses")
    only.add_argument("--only-acts", action="store_true", help="no stories")
    given = parser.parse_args(arguments)
    for one in given.broker or ():
        if "=" not in one and one not in STAND_INS:
            parser.error(f"no RabbitMQ {one}: there are {', '.join(STAND_INS)}, or VERSION=IMAGE")
    return Plan(
        tuple(given.broker or STAND_INS),
        _whole() if given.whole else CHOSEN,
        given.before or environ.get("BEFORE", ""),
        given.only_stories,
        given.only_acts,
    )


def _whole() -> tuple[str, ...]:
    return (*WHOLE, *(f"--ignore=tests/e2e/{name}" for name in _NEEDING_TOOLS))
