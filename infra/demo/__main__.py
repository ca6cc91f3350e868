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
from infra.demo.books import read_books
from infra.demo.guard import guarded
from infra.demo.opening import cast, fill_the_shelves, keys_for, new_tenant, settings
from infra.demo.partners import Partners
from infra.demo.play import playing
from infra.demo.scenarios import STORIES
from infra.demo.story import Cast
from infra.local.errors import LocalStackError
from infra.local.house import House
from shared.persistence.mongo import connect

_TOLD_IN_FULL = "Cancelled after shipment"
_INTERRUPTED = 130


def main() -> int:
    """One round, then, unless ONCE is set, an open house until Ctrl-C."""
    console = show.console()
    signal.signal(signal.SIGTERM, _like_ctrl_c)
    stamina.instrumentation.set_on_retry_hooks([])  # what is sent again is no news here
    house = House.here()
    partners = Partners(house.root, house.stack.folder)
    was_up = bool(house.supervisor.pids())
    try:
        return _open(house, partners, console)
    except LocalStackError as failure:
        console.print(str(failure), style="red", markup=False)
        return 1
    except subprocess.CalledProcessError as failure:
        console.print(f"{' '.join(failure.cmd)} failed (above).", style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        _close(house, partners, was_up, console)


def _open(house: House, partners: Partners, console: Console) -> int:
    began = monotonic()
    partners.choose_ports()
    partners.start_erp()
    house.up(lambda stage: console.print(f"{stage} ..."), settings=settings(partners))
    with guarded(house.stack):
        return _run(house, partners, console, began)


def _run(house: House, partners: Partners, console: Console, began: float) -> int:
    """One round in the open house, which began to open at that moment."""
    tenant = new_tenant()
    keys = keys_for(house, tenant)
    everybody = cast(house.gateway_url, keys, partners)
    fill_the_shelves(everybody.warehouse)
    opened = monotonic()
    console.print(f"Open after {opened - began:.0f} s. Front offices of {tenant} hand over their cases.\n")
    is_right = _play(house, everybody, tenant, console)
    console.print(
        f"\nPlayed in {monotonic() - opened:.0f} s.", "All as expected." if is_right else "NOT as expected."
    )
    if not os.environ.get("ONCE"):
        _stay(house, keys["shop"], console)
    return 0 if is_right else 1


def _play(house: House, everybody: Cast, tenant: str, console: Console) -> bool:
    with playing(STORIES, everybody) as play:
        show.follow(play, console)
    said = {one.story.title: one.said for one in play.progress}
    console.print(show.results(play.results, said, console.width))
    for one in play.progress:
        if one.story.title == _TOLD_IN_FULL and one.stage.cases:
            case = everybody.shop.case(one.stage.cases[0])
            title = f"The story of {case['number']}: {one.story.title.lower()}"
            console.print(show.timeline(title, everybody.shop.timeline(case["id"])))
    with connect(house.stack.mongodb_admin_url, name="coulisse-demo") as mongo:
        books = read_books(everybody, mongo["coulisse_logistics"], tenant)
    console.print(show.books(books))
    return books.balance and all(result.is_right for result in play.results)


def _stay(house: House, key: str, console: Console) -> None:
    """Prints where everything is, and waits for Ctrl-C."""
    url = house.gateway_url
    console.print("\n[bold]The house stays open[/bold] until Ctrl-C.")
    rows = [("HTTP API", f"{url}/v1"), ("OpenAPI", f"{url}/v1/openapi.json")]
    if house.stack.given.amqp_url is None:
        management = f"http://127.0.0.1:{house.stack.ports['management']}"
        rows.append(("RabbitMQ", f"{management} (accounts in {house.stack.folder / 'secrets.json'})"))
    rows.append(("Logs", str(house.supervisor.logs)))
    for name, place in rows:
        console.print(f"  {name:<9} {place}", soft_wrap=True)
    curl = f"curl -s -H 'Authorization: Bearer {key}' '{url}/v1/cases?limit=3'"
    console.print(f"\nLook at three cases:\n  {curl}", soft_wrap=True)
    threading.Event().wait()


def _close(house: House, partners: Partners, was_up: bool, console: Console) -> None:
    """Stops what was started here. A house that was open before stays open, with its own settings again."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    console.print("\nClosing the house ...")
    partners.stop()
    if was_up:
        house.up(lambda stage: None)
    else:
        house.down()


def _like_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
