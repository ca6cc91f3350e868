"""`python -m infra.demo`: opens a private Coulisse, plays every story on it, and shows what came of it.

ONCE=1 closes the house after one round; the exit status is 0 only when every case ended as told.
"""

import os
import signal
import subprocess
import sys
import threading
from time import monotonic
from types import FrameType

import stamina.instrumentation
from rich.console import Console

from infra.demo import show
from infra.demo.alone import alone
from infra.demo.books import read_books
from infra.demo.checks import run_checks
from infra.demo.guard import guarded
from infra.demo.opening import cast, keys_for, new_tenant, settings, settle_in
from infra.demo.partners import Partners
from infra.demo.play import playing
from infra.demo.scenarios import STORIES, recalled
from infra.demo.story import Cast
from infra.demo.sums import sums
from infra.local.broker import ADMIN
from infra.local.errors import LocalStackError
from infra.local.house import House

_INTERRUPTED = 130


def main() -> int:
    """One round, then, unless ONCE is set, an open house until Ctrl-C."""
    console = show.console()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _like_ctrl_c)
    stamina.instrumentation.set_on_retry_hooks([])  # what is sent again is no news here
    house = House.here()
    try:
        with alone(house.stack.folder):
            return _open_and_close(house, console)
    except LocalStackError as failure:
        console.print(str(failure), style="red", markup=False)
    except subprocess.CalledProcessError as failure:
        console.print(f"{' '.join(failure.cmd)} failed (above).", style="red", markup=False)
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 1


def _open_and_close(house: House, console: Console) -> int:
    """Whatever happens, what was started here is stopped; a house that was open before stays open."""
    partners = Partners(house.root, house.stack.folder)
    was_up = bool(house.supervisor.pids())
    try:
        return _run(house, partners, console)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        console.print("\nClosing the house ...")
        partners.stop()
        if was_up:
            house.up(lambda _stage: None)  # with its own settings again
        else:
            house.down()


def _run(house: House, partners: Partners, console: Console) -> int:
    began = monotonic()
    partners.choose_ports()
    partners.start_erp()
    house.up(lambda stage: console.print(f"{stage} ..."), settings=settings(partners))
    with guarded(house.stack):
        tenant = new_tenant()
        keys = keys_for(house, tenant)
        everybody = cast(house.gateway_url, keys, partners)
        settle_in(everybody)
        opened = monotonic()
        console.print(
            f"Open after {opened - began:.0f} s. Front offices of {tenant} hand over their cases.\n"
        )
        is_right = _play(house, everybody, tenant, console)
        verdict = "All as expected." if is_right else "NOT as expected."
        console.print(f"Played in {monotonic() - opened:.0f} s. {verdict}")
        if not os.environ.get("ONCE"):
            _stay(house, keys["shop"], console)
    return 0 if is_right else 1


def _play(house: House, everybody: Cast, tenant: str, console: Console) -> bool:
    """Whether all went as told; shows it, the whole story of one case, and the sums."""
    with playing(STORIES, everybody) as play:
        show.follow(play, console)
    said = {one.story.title: one.said for one in play.progress}
    console.print(show.results(play.results, said, console.width))
    for case_id in [case for one in play.progress if one.story is recalled.STORY for case in one.stage.cases]:
        number = everybody.shop.case(case_id)["number"]
        facts = everybody.shop.timeline(case_id)
        console.print(
            show.timeline(f"One case from end to end, {number}: {recalled.STORY.title.lower()}", facts)
        )
    books = read_books(everybody)
    checks = run_checks(house.root, house.stack.mongodb_admin_url, tenant)
    console.print(sums(books, checks))
    is_all_right = all(one.is_right for one in play.results) and all(one.is_right for one in checks)
    return books.balance and is_all_right


def _stay(house: House, key: str, console: Console) -> None:
    """Prints where everything is, and waits for Ctrl-C."""
    url = house.gateway_url
    rows = [("HTTP API", f"{url}/v1"), ("OpenAPI", f"{url}/v1/openapi.json, begin at {url}/")]
    if house.stack.given.amqp_url is None:
        management = f"http://127.0.0.1:{house.stack.ports['management']}"
        secrets = house.stack.folder / "secrets.json"
        rows.append(("RabbitMQ", f"{management}, user {ADMIN}, password: broker/admin in {secrets}"))
    rows.append(("Logs", str(house.supervisor.logs)))
    console.print("\n[bold]The house stays open until Ctrl-C.[/bold]")
    for name, place in rows:
        console.print(f"  {name:<9} {place}", soft_wrap=True)
    curl = f"curl -s -H 'Authorization: Bearer {key}' '{url}/v1/cases?limit=3' | python3 -m json.tool"
    console.print(f"\nLook at the latest cases, from another terminal:\n  {curl}", soft_wrap=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def _like_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
