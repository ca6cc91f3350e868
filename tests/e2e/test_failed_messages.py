"""What a service gave up on is found, understood, repaired and retried from the command line."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pika
import pytest

from gateway.access.scopes import HOUSE_SCOPES
from infra.local.house import clone
from shared.contracts.codec import CONTENT_TYPE, outgoing
from shared.contracts.house import HOUSE
from shared.contracts.stocktaking import ReceiveGoods
from shared.contracts.values import Actor, GoodsLine
from shared.runtime.clock import system_clock
from tests.support.books import failed_messages
from tests.support.case_bodies import an_order
from tests.support.front_office import FrontOffice
from tests.support.processes import wait_until
from tests.support.running_house import RunningHouse

Coulisse = Callable[..., Any]


@pytest.fixture
def ada(house: RunningHouse) -> Coulisse:
    """Of the support team."""
    return _person(house, "ada")


@pytest.fixture
def grace(house: RunningHouse) -> Coulisse:
    """Her colleague."""
    return _person(house, "grace")


def _person(house: RunningHouse, name: str) -> Coulisse:
    key = house.new_key(HOUSE, client=name, scopes=sorted(HOUSE_SCOPES))
    environ = {
        **os.environ,
        "COULISSE_URL": house.gateway_url,
        "COULISSE_API_KEY": key,
        "PYTHONPATH": str(clone()),
    }

    def run(*words: str, exit: int = 0) -> Any:
        """What `coulisse failed ...` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "gateway.cli", "failed", *words],
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == exit, done.stderr
        return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else done.stdout + done.stderr

    return run


def test_a_failed_message_is_found_understood_and_retried_within_a_minute(
    shop: FrontOffice, house: RunningHouse, ada: Coulisse
) -> None:
    shop.stock_up({"CH-100": 2})
    items = house.mongo["coulisse_logistics"].stock_items
    damaged = {"tenant": shop.tenant, "article": "CH-100"}
    items.update_one(damaged, {"$set": {"on_hand": "two"}})
    case = shop.submit(an_order())
    wait_until(lambda: bool(failed_messages(house.mongo, shop.tenant)), 20, "the message failed")
    began = time.monotonic()

    (found,) = ada("list", "--case", case)
    (group,) = [one for one in ada("list", "--service", "logistics") if one["id"] == found["group"]]
    shown = ada("show", found["id"])
    before = ada("dry-run", found["id"], exit=1)
    items.update_one(damaged, {"$set": {"on_hand": 2}})
    after = ada("dry-run", found["id"])
    retried = ada("retry", "--group", group["id"], "--note", "Stock item repaired")

    assert time.monotonic() - began < 60
    assert (found["service"], found["subject"], group["count"]) == ("logistics", case, 1)
    assert "on_hand" in shown["reason"]
    assert json.loads(shown["body"])["data"]["case"] == case
    assert before["result"]["outcome"] == "fails"
    assert after["result"]["outcome"] == "handled"
    assert [one["type"] for one in after["result"]["messages"]] == ["stock.reserved.v1"]
    assert {one["collection"] for one in after["result"]["changes"]} >= {"StockItem"}
    assert (retried["total"], retried["resolved"], retried["failed_again"]) == (1, 1, 0)
    shop.wait_for_status(case, "closed")
    assert shop.stock("CH-100")["on_hand"] == 0
    assert ada("list", "--case", case) == []
    assert {("retry", "ada"), ("dry_run", "ada")} <= {(e["deed"], e["by"]["id"]) for e in ada("audit")}


def test_a_message_that_cannot_be_read_is_edited_approved_by_a_second_person_and_handled(
    shop: FrontOffice, house: RunningHouse, ada: Coulisse, grace: Coulisse
) -> None:
    _publish_a_receipt_of("two", house, shop.tenant)
    wait_until(lambda: bool(failed_messages(house.mongo, shop.tenant)), 20, "the message failed")
    began = time.monotonic()

    (found,) = [one for one in ada("list", "--each") if one["tenant"] == shop.tenant]
    edit = ada("edit", found["id"], "--set", "/data/lines/0/quantity=2", "--reason", "A word for a number")
    tried = ada("dry-run", found["id"], "--edit", edit["id"])
    refused = ada("approve", edit["id"], exit=3)
    sent = grace("approve", edit["id"])
    wait_until(lambda: _state(grace, found["id"]) == "resolved", 20, "the repaired message handled")

    assert time.monotonic() - began < 60
    assert (found["error"], found["type"]) == ("UnreadableError", "goods.receive.v1")
    assert edit["differences"] == [{"pointer": "/data/lines/0/quantity", "before": '"two"', "after": "2"}]
    assert tried["result"]["outcome"] == "handled"
    assert "cannot approve it" in refused
    assert (sent["state"], sent["decided_by"]["id"]) == ("sent", "grace")
    kept = ada("show", found["id"])
    assert json.loads(kept["body"])["data"]["lines"][0]["quantity"] == "two"
    assert json.loads(kept["repaired"])["data"]["lines"][0]["quantity"] == 2
    assert shop.stock("CH-100")["on_hand"] == 2


def _state(person: Coulisse, id: str) -> str:
    state: str = person("show", id)["state"]
    return state


def _publish_a_receipt_of(quantity: str, house: RunningHouse, tenant: str) -> None:
    """A receipt of goods whose quantity is a word."""
    now = system_clock()
    id = "msg_" + os.urandom(16).hex()
    row = outgoing(
        ReceiveGoods(
            receipt=f"rcp_{id[4:]}",
            warehouse="main",
            reference="BL-1",
            lines=(GoodsLine(article="CH-100", quantity=7777),),
            actor=Actor(kind="client", id="erp"),
        ),
        source="gateway",
        tenant=tenant,
        lane="normal",
        now=now,
        id=id,
    )
    body = row.body.replace(b"7777", json.dumps(quantity).encode())
    with pika.BlockingConnection(pika.URLParameters(house.house.stack.amqp_admin_url)) as connection:
        connection.channel().basic_publish(
            row.exchange,
            row.routing_key,
            body,
            pika.BasicProperties(content_type=CONTENT_TYPE, message_id=id),
        )
