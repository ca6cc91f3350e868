"""`python -m infra.recount [--write] [tenant ...]`: recount the key figures from the timelines of all cases.

Reads what intake keeps and what operations counted, and says what differs. Ends with 0 when nothing does, 1 when
something does, 2 when it could not be read. With --write, what operations keeps is replaced by what the stories say:
for cases that are older than the counting, and after a repair.

To be run while no case moves: what happens meanwhile is reported as different, and written would count twice.
MONGODB_URL names an account that may read both databases (for --write, write that of operations); by default the
platform of this clone is asked.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from typing import Any, TypeVar

import click
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError

from infra.local.house import House
from services.operations.collections import CASE_COUNTS, CASES_IN_ALL, DATABASE, FIGURES_DAYS
from services.operations.domain.case_counts import CaseCounts, CasesInAll, counts_id, in_all_id
from services.operations.domain.comparing import differences
from services.operations.domain.recount import Happened, Recount
from shared.contracts.decision import Entity
from shared.contracts.errors import SettingsError
from shared.contracts.quick import replace
from shared.persistence.mapping import from_document, to_document
from shared.persistence.mongo import connect
from shared.time_zones import TimeZones

Document = dict[str, Any]
Client = MongoClient[Document]
E = TypeVar("E", bound=Entity)
MOST_SHOWN = 50
_AT_ONCE = 1_000
_LANE = "normal"
"""What is written is counted on by this lane; the others begin anew beside it."""


def recounted(client: Client, zones: TimeZones, tenants: Sequence[str] = ()) -> Recount:
    """What the stories of these tenants' cases come to, or everybody's."""
    intake, recount = client["coulisse_intake"], Recount(zones.of)
    entries = intake.timeline.find(_of(tenants), sort=[("_id", 1)], batch_size=_AT_ONCE)
    stories = ((case, [*told]) for case, told in groupby(entries, key=lambda entry: str(entry["case"])))
    while some := [*islice(stories, _AT_ONCE)]:
        found = intake.cases.find(
            {"_id": {"$in": [case for case, _ in some]}}, {"tenant": 1, "type": 1, "opened_at": 1}
        )
        cases = {case["_id"]: case for case in found}
        for id, told in some:
            case = cases[id]
            recount.told(case["tenant"], case["type"], case["opened_at"], _happened(told))
    return recount


def _happened(entries: Iterable[Document]) -> Iterator[Happened]:
    for entry in entries:
        for fact in entry["facts"]:
            yield Happened(entry["at"], fact["what"], fact["step"])


def _of(tenants: Sequence[str]) -> Document:
    return {"tenant": {"$in": list(tenants)}} if tenants else {}


def amiss(client: Client, recount: Recount, now: datetime, tenants: Sequence[str] = ()) -> list[str]:
    """What operations keeps otherwise, of the months that it still keeps whole."""
    database = client[DATABASE]
    since = (now - timedelta(days=FIGURES_DAYS - 32)).strftime("%Y-%m")
    counts = _kept(database, CASE_COUNTS, CaseCounts, tenants)
    in_all = _kept(database, CASES_IN_ALL, CasesInAll, tenants)
    return list(differences(recount, counts, in_all, since=since))


def _kept(database: Database[Document], name: str, kind: type[E], tenants: Sequence[str]) -> Iterator[E]:
    for document in database[name].find(_of(tenants), batch_size=_AT_ONCE):
        yield from_document(document, kind)


def write(client: Client, recount: Recount, tenants: Sequence[str] = ()) -> None:
    """Replace what operations keeps of these tenants, or of everybody."""
    counts = [
        replace(one, id=counts_id(one.tenant, one.type, one.period, _LANE)) for one in recount.counts.values()
    ]
    in_all = [replace(one, id=in_all_id(one.tenant, one.type, _LANE)) for one in recount.in_all.values()]
    entities: tuple[tuple[str, Sequence[Entity]], ...] = ((CASE_COUNTS, counts), (CASES_IN_ALL, in_all))
    for name, anew in entities:
        client[DATABASE][name].delete_many(_of(tenants))
        if anew:
            client[DATABASE][name].insert_many([to_document(one, 1) for one in anew])


@click.command()
@click.option("--write", "mends", is_flag=True, help="Replace what is kept by what the stories say.")
@click.argument("tenants", nargs=-1)
def main(tenants: Sequence[str], *, mends: bool, environ: Mapping[str, str] = os.environ) -> None:
    """Recount the key figures from the timelines of all cases, or of these tenants."""
    try:
        zones = TimeZones.read(environ)
        with connect(environ.get("MONGODB_URL") or House.here().stack.mongodb_admin_url) as client:
            recount = recounted(client, zones, tenants)
            found = amiss(client, recount, datetime.now(UTC), tenants)
            if mends and found:
                write(client, recount, tenants)
    except (PyMongoError, SettingsError) as away:
        click.echo(f"recount: {away}", err=True)
        sys.exit(2)
    click.echo(f"{recount.cases:,} cases of {', '.join(tenants) or 'all tenants'} recounted.")
    for one in found[:MOST_SHOWN]:
        click.echo(f"  {'WAS WRONG' if mends else 'WRONG'}  {one}")
    if len(found) > MOST_SHOWN:
        click.echo(f"  ... and {len(found) - MOST_SHOWN} more")
    click.echo(_verdict(found, mends=mends))
    sys.exit(1 if found and not mends else 0)


def _verdict(found: Sequence[str], *, mends: bool) -> str:
    if not found:
        return "Key figures are what the stories say."
    return "Written anew from the stories." if mends else "Key figures are not what the stories say."


if __name__ == "__main__":
    main()
