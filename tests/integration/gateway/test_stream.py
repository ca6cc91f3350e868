"""The live stream: a real process, real listeners, and nothing missed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from pymongo import MongoClient

from gateway.access import api_keys
from gateway.access.scopes import SCOPES
from gateway.answering import versions
from infra.local.accounts import apply_accounts
from infra.local.stack import LocalStack
from services.notifications.collections import COLLECTIONS
from services.notifications.domain.event import BEGINNING
from services.notifications.service import table
from shared.contracts.codec import decode, outgoing
from shared.persistence.mongo import apply_indexes, connect
from shared.persistence.mongo_store import MongoStore
from shared.runtime.batch import Received
from shared.runtime.deciding import Decider
from tests.support.processes import wait_until
from tests.support.stream_process import Heard, Listening, StreamProcess
from tests.unit.notifications.messages import a_closed_case, an_issued_invoice

_cases = count()
LISTENERS = 500


class Notifications:
    """Tells events of cases as the service does, and hands out keys."""

    def __init__(self, mongo: MongoClient[dict[str, Any]]) -> None:
        self.mongo = mongo
        store = MongoStore(mongo, "coulisse_notifications", COLLECTIONS)
        self._decider = Decider("notifications", table(lambda _: UTC), store, pause=lambda _: None)

    def tell(self, number: int, tenant: str = "acme", *, invoices: bool = False) -> list[str]:
        """So many events in one batch; returns their cases."""
        batch, cases = [], []
        for _ in range(number):
            place = next(_cases)
            cases.append(f"case_{place}")
            message = an_issued_invoice(cases[-1]) if invoices else a_closed_case(cases[-1])
            row = outgoing(
                message,
                source="intake",
                tenant=tenant,
                lane="normal",
                now=datetime.now(UTC),
                id=f"{place:032x}",
            )
            batch.append(Received(decode(row.body), "normal", place))
        outcome = self._decider.handle(batch, datetime.now(UTC).replace(microsecond=0))
        assert not outcome.failed
        assert not outcome.delayed
        return cases

    def key(self, tenant: str = "acme", client: str = "crm", scopes: tuple[str, ...] = tuple(SCOPES)) -> str:
        database = self.mongo["coulisse_gateway"]
        return api_keys.create(
            database, tenant=tenant, client=client, role="agent", scopes=scopes, now=datetime.now(UTC)
        )

    def revoke(self, key: str) -> None:
        api_keys.revoke(self.mongo["coulisse_gateway"], key.split("_")[2], datetime.now(UTC))


@pytest.fixture
def notifications(stack: LocalStack, emptied: None) -> Iterator[Notifications]:
    with connect(stack.mongodb_admin_url) as mongo:
        for collection in COLLECTIONS:
            apply_indexes(mongo["coulisse_notifications"][collection.name], collection.indexes)
        yield Notifications(mongo)


@pytest.fixture
def process(stack: LocalStack, notifications: Notifications, tmp_path: Path) -> Iterator[StreamProcess]:
    """With the account of the stream, which may only read."""
    account = apply_accounts(stack)["stream"]
    with StreamProcess(
        account.mongodb_url, tmp_path / "stream.log", GATEWAY_STREAM_MOST_PER_CLIENT=str(LISTENERS + 10)
    ) as process:
        yield process


@pytest.fixture
def room(process: StreamProcess) -> Iterator[Listening]:
    listening = Listening(process.port)
    yield listening
    listening.close_all()


def cases(heard: Heard) -> list[str]:
    return [event["data"]["case"] for event in heard.events]


def attend(room: Listening, *listeners: Heard) -> None:
    """Until all are let in and know their place."""
    room.until(lambda: all(one.status == 200 and one.last_id for one in listeners), "let in")


def test_a_listener_is_told_what_comes(notifications: Notifications, room: Listening) -> None:
    notifications.tell(3)
    heard = room.listen(notifications.key())
    attend(room, heard)

    told = notifications.tell(2) + notifications.tell(1)

    room.until(lambda: len(heard.events) == 3, "three events")
    assert cases(heard) == told
    stored = notifications.mongo["coulisse_notifications"].events.find_one({"_id": heard.ids[0]})
    assert stored is not None
    assert heard.events[0]["type"] == stored["type"] == "case.closed"


def test_who_comes_back_misses_nothing_and_hears_nothing_twice(
    notifications: Notifications, room: Listening
) -> None:
    heard = room.listen(notifications.key())
    attend(room, heard)
    told = notifications.tell(5)
    room.until(lambda: len(heard.events) == 5, "five events")

    room.close(heard)
    told += notifications.tell(1200)
    room.open(heard, heard.last_id)
    told += notifications.tell(3)

    room.until(lambda: len(heard.events) >= len(told), "all events")
    assert cases(heard) == told


def test_the_whole_log_can_be_heard_from_its_beginning(notifications: Notifications, room: Listening) -> None:
    told = notifications.tell(4)

    heard = room.listen(notifications.key(), f"?after={BEGINNING}")

    room.until(lambda: len(heard.events) == 4, "the log")
    assert cases(heard) == told


def test_filters_leave_the_place_in_the_log_moving(notifications: Notifications, room: Listening) -> None:
    key = notifications.key()
    by_type = room.listen(key, "?type=case.invoice_issued&type=case.refused")
    attend(room, by_type)
    notifications.tell(2)
    (invoice,) = notifications.tell(1, invoices=True)
    last = notifications.tell(1)[0]
    by_case = room.listen(key, f"?case={last}&after={BEGINNING}")

    room.until(lambda: bool(by_type.events and by_case.events), "what is wanted")
    newest = notifications.mongo["coulisse_notifications"].event_logs.find_one({"_id": "acme"})
    assert newest is not None
    room.until(lambda: by_type.last_id == newest["last_id"], "a heartbeat with the place")
    assert cases(by_type) == [invoice]
    assert cases(by_case) == [last]


def test_an_event_no_longer_kept_is_told_as_such(notifications: Notifications, room: Listening) -> None:
    notifications.tell(1)

    heard = room.listen(notifications.key(), last_id="evt_" + "1" * 32)

    room.until(lambda: heard.kinds == ["reset"], "the reset")
    told = notifications.tell(1)
    room.until(lambda: len(heard.events) == 1, "what came then")
    assert cases(heard) == told


def test_another_organisation_hears_nothing(notifications: Notifications, room: Listening) -> None:
    stranger = room.listen(notifications.key("other"), f"?after={BEGINNING}")
    mine = room.listen(notifications.key(), f"?after={BEGINNING}")
    attend(room, stranger, mine)

    notifications.tell(2)
    told = notifications.tell(1, "other")

    room.until(lambda: len(mine.events) == 2 and len(stranger.events) == 1, "each its own")
    assert cases(stranger) == told


def test_the_door_is_the_gateways(notifications: Notifications, process: StreamProcess) -> None:
    def status(**headers: str) -> int:
        return requests.get(process.url, headers=headers, timeout=10).status_code

    poor = notifications.key(scopes=("cases:read",))

    assert status() == 401
    assert status(Authorization="Bearer ck_live_0123456789abcdef_" + "x" * 43) == 401
    assert status(Authorization=f"Bearer {poor}") == 403
    rich = {"Authorization": f"Bearer {notifications.key()}"}
    unknown = requests.get(f"{process.url}?type=no.such", headers=rich, timeout=10)
    assert (unknown.status_code, unknown.json()["errors"][0]["parameter"]) == (422, "type")
    assert status(Accept="application/json", **rich) == 406


def test_a_revoked_key_ends_its_streams(notifications: Notifications, room: Listening) -> None:
    key = notifications.key()
    heard, other = room.listen(key), room.listen(notifications.key())
    attend(room, heard, other)

    notifications.revoke(key)

    room.until(lambda: not heard.open, "the end")
    assert other.open


def test_a_client_holds_a_limited_number_of_streams(
    stack: LocalStack, notifications: Notifications, tmp_path: Path
) -> None:
    account = apply_accounts(stack)["stream"]
    with StreamProcess(
        account.mongodb_url, tmp_path / "stream.log", GATEWAY_STREAM_MOST_PER_CLIENT="2"
    ) as process:
        room = Listening(process.port)
        key = notifications.key()
        first, second = room.listen(key), room.listen(key)
        attend(room, first, second)

        refused = requests.get(process.url, headers={"Authorization": f"Bearer {key}"}, timeout=10)
        other = room.listen(notifications.key(client="shop"))
        attend(room, other)
        room.close(first)

        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
        assert refused.headers["Retry-After"]
        assert refused.headers["RateLimit-Policy"].endswith('"streams";q=2;qu="concurrent-requests"')
        assert refused.headers["RateLimit"].endswith('"streams";r=0')

        def let_in_again() -> bool:
            """The process notices at its next word to the first that nobody is there."""
            third = room.listen(key)
            room.until(lambda: third.status != 0, "an answer")
            if third.open:
                room.close(third)
            return third.status == 200

        room.until(let_in_again, "a place that became free")
        room.close_all()


def test_asking_for_a_stream_counts_against_the_budget_of_reads(
    stack: LocalStack, notifications: Notifications, tmp_path: Path
) -> None:
    account = apply_accounts(stack)["stream"]
    with StreamProcess(account.mongodb_url, tmp_path / "stream.log", GATEWAY_READS_PER_MINUTE="5") as process:
        bearer = {"Authorization": f"Bearer {notifications.key()}"}
        with requests.get(process.url, headers=bearer, stream=True, timeout=30) as opened:
            standing = opened.headers["RateLimit"]
            policy = opened.headers["RateLimit-Policy"]
        # Minutes may end meanwhile, and with them the budget.
        asked = [requests.get(f"{process.url}?x=1", headers=bearer, timeout=30)]
        while asked[-1].status_code != 429 and len(asked) < 100:
            asked.append(requests.get(f"{process.url}?x=1", headers=bearer, timeout=30))

        assert policy == '"reads";q=5;w=60, "streams";q=50;qu="concurrent-requests"'
        assert standing.startswith('"reads";r=4;t=')
        assert standing.endswith(', "streams";r=49')
        assert {one.status_code for one in asked} == {422, 429}
        assert asked[-1].json()["code"] == "too_many_requests"
        assert asked[-1].headers["RateLimit"].startswith('"reads";r=0;t=')
        usage = notifications.mongo["coulisse_gateway"].usage
        wait_until(lambda: bool(usage.count_documents({})), 30, "the counts shared with the other processes")


def test_a_stream_is_opened_in_the_version_that_was_asked_for(
    notifications: Notifications, process: StreamProcess
) -> None:
    bearer = {"Authorization": f"Bearer {notifications.key()}"}

    def answered(**headers: str) -> requests.Response:
        with requests.get(process.url, headers=bearer | headers, stream=True, timeout=10) as answer:
            return answer

    own, older = answered(), answered(**{versions.HEADER: versions.FIRST})
    unknown = requests.get(process.url, headers=bearer | {versions.HEADER: "2020-01-01"}, timeout=10)

    assert own.headers[versions.HEADER] == versions.CURRENT
    assert older.headers[versions.HEADER] == versions.FIRST
    assert versions.HEADER in own.headers["Vary"]
    assert (unknown.status_code, unknown.json()["code"]) == (400, "unknown_version")


def test_five_hundred_listeners_hear_everything_also_across_a_restart(
    stack: LocalStack, notifications: Notifications, tmp_path: Path
) -> None:
    url = apply_accounts(stack)["stream"].mongodb_url
    patient = {"GATEWAY_STREAM_HEARTBEAT_SECONDS": "15", "GATEWAY_KEY_SECONDS": "5"}
    with StreamProcess(url, tmp_path / "stream.log", **patient) as process:
        room = Listening(process.port)
        try:
            hear_everything(notifications, process, room)
        finally:
            room.close_all()


def hear_everything(notifications: Notifications, process: StreamProcess, room: Listening) -> None:
    keys = [notifications.key(client=f"crm-{number}") for number in range(10)]
    listeners = [room.listen(keys[number % 10]) for number in range(LISTENERS)]
    attend(room, *listeners)
    idle = cpu_seconds(process)

    told = [case for _ in range(5) for case in notifications.tell(20)]
    room.until(lambda: all(len(one.events) == len(told) for one in listeners), "all told")
    busy = cpu_seconds(process)
    process.stop()
    room.until(lambda: not any(one.open for one in listeners), "all sent away")
    told += notifications.tell(10)
    process.start()
    for one in listeners:
        room.open(one, one.last_id)
    told += notifications.tell(10)

    room.until(lambda: all(len(one.events) >= len(told) for one in listeners), "all told again")
    assert all(cases(one) == told for one in listeners)
    assert busy - idle < 30, "seconds of CPU for 50,000 events told"


def cpu_seconds(process: StreamProcess) -> float:
    assert process.process is not None
    times = [child.cpu_times() for child in psutil.Process(process.process.pid).children()]
    total: float = sum(time.user + time.system for time in times)
    return total
