"""`coulisse`, the real command, against a running platform."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from infra.local.house import clone
from tests.support.case_bodies import an_order
from tests.support.command_line import Run
from tests.support.front_office import FrontOffice

DOCUMENT = clone() / "infra" / "demo" / "signed-order.pdf"


@pytest.fixture
def order(tmp_path: Path) -> Path:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(an_order()))
    return path


def test_a_case_is_submitted_watched_to_its_end_and_shown(
    coulisse: Run, shop: FrontOffice, order: Path
) -> None:
    shop.stock_up({"CH-100": 2})

    submitted = coulisse("cases", "submit", str(order), "--key", "one", "--document", f"contract={DOCUMENT}")
    again = coulisse("cases", "submit", str(order), "--key", "two")
    case = submitted.stdout.strip()
    watched = coulisse("cases", "watch", case)
    shown = coulisse("cases", "show", case)

    assert (submitted.returncode, submitted.stderr) == (0, "")
    assert again.returncode == 0
    assert (watched.returncode, watched.stderr) == (0, "")
    told = [json.loads(line) for line in watched.stdout.splitlines()]
    assert [told[0]["type"], told[-1]["type"]] == ["case.opened", "case.closed"]
    assert len({one["id"] for one in told}) == len(told)
    found = json.loads(shown.stdout)
    assert (found["id"], found["status"]) == (case, "closed")
    assert "contract" in {document["kind"] for document in found["documents"]}


def test_who_watches_a_cancelled_case_is_told_by_the_exit_code(
    coulisse: Run, shop: FrontOffice, order: Path
) -> None:
    case = coulisse("cases", "submit", str(order)).stdout.strip()
    shop.wait_for_status(case, "waiting")
    shop.post(f"/v1/cases/{case}/cancel", {"reason": "changed their mind"})

    watched = coulisse("cases", "watch", case, "--from-now")

    assert watched.returncode == 1


def test_cases_are_exported(coulisse: Run, shop: FrontOffice) -> None:
    ids = {shop.submit(an_order(reference=f"=EVIL({number})")) for number in range(3)}
    for case in ids:
        shop.wait_for(f"/v1/cases/{case}", lambda read: read["status"] != "received", "taken up")

    table = list(csv.DictReader(io.StringIO(coulisse("cases", "export").stdout)))
    lines = [
        json.loads(line) for line in coulisse("cases", "export", "--format", "ndjson").stdout.splitlines()
    ]

    assert {row["id"] for row in table} == {one["id"] for one in lines} == ids
    assert all(row["reference"].startswith("'=") for row in table)


def test_what_goes_wrong_is_told_in_words_with_an_exit_code(coulisse: Run, tmp_path: Path) -> None:
    wrong: dict[str, Any] = {"type": "sales_order", "priority": "soon"}
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    (tmp_path / "none.json").write_text("{")

    refused = coulisse("cases", "submit", str(tmp_path / "wrong.json"))
    stranger = coulisse("cases", "export", COULISSE_API_KEY="ck_live_0123456789abcdef_" + "x" * 43)
    nobody = coulisse("cases", "export", COULISSE_API_KEY="")
    away = coulisse("cases", "export", COULISSE_URL="http://127.0.0.1:9")
    no_json = coulisse("cases", "submit", str(tmp_path / "none.json"))

    assert (refused.returncode, stranger.returncode, nobody.returncode) == (3, 4, 2)
    assert (away.returncode, no_json.returncode) == (5, 2)
    assert "/priority" in refused.stderr
    assert "/reference" in refused.stderr
    assert "COULISSE_API_KEY" in nobody.stderr
    assert "Traceback" not in refused.stderr + stranger.stderr + nobody.stderr + away.stderr + no_json.stderr


def test_case_types_are_listed_and_files_checked_without_a_platform(coulisse: Run, tmp_path: Path) -> None:
    good = clone() / "services" / "intake" / "case_types" / "customer_file.yaml"
    bad = tmp_path / "bad.yaml"
    bad.write_text(good.read_text().replace("after:", "afterwards:"))

    listed = coulisse("case-types", "list")
    fine = coulisse("case-types", "check", str(good), COULISSE_URL="http://127.0.0.1:9")
    wrong = coulisse("case-types", "check", str(bad))

    assert "sales_order" in {one["name"] for one in json.loads(listed.stdout)}
    assert (fine.returncode, fine.stderr) == (0, "")
    assert wrong.returncode == 1
    assert "bad.yaml" in wrong.stderr
    assert "afterwards" in wrong.stderr


def test_organisations_and_keys_are_made_with_the_administrators_account(
    coulisse: Run, platform: Any
) -> None:
    distant = os.environ.get("MONGODB_ADMIN_URL")
    own = {"MONGODB_URL": distant or platform.house.stack.mongodb_admin_url}

    made = coulisse("tenants", "create", "cli-tenant", **own)
    twice = coulisse("tenants", "create", "cli-tenant", **own)
    further = coulisse(
        "keys", "create", "--tenant", "cli-tenant", "--client", "desk", "--role", "agent", **own
    )
    listed = coulisse("tenants", "list", **own)
    used = coulisse("cases", "export", COULISSE_API_KEY=made.stdout.strip())

    assert (made.returncode, twice.returncode, further.returncode, used.returncode) == (0, 1, 0, 0)
    assert "cli-tenant\t2" in listed.stdout.splitlines()


def test_words_are_shown_tried_set_and_taken_back(coulisse: Run, shop: FrontOffice, tmp_path: Path) -> None:
    subject = tmp_path / "subject.txt"
    subject.write_text("Merci : {{ data.number }}\n", encoding="utf-8")
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("{{ data.nombre }}", encoding="utf-8")
    place, part = ("case.opened", "fr"), f"subject={subject}"

    tried = coulisse("templates", "preview", *place, "--part", part)
    refused = coulisse("templates", "set", *place, "--part", f"text={wrong}")
    done = coulisse("templates", "set", *place, "--part", part)
    listed = coulisse("templates", "list")
    shown = coulisse("templates", "show", *place)
    removed = coulisse("templates", "remove", *place)

    assert json.loads(tried.stdout)["subject"] == "Merci : 2026-000417"
    assert (refused.returncode, "template_unknown_name" in refused.stderr or "/text" in refused.stderr) == (
        3,
        True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [(one["name"], one["parts"]) for one in json.loads(listed.stdout)] == [
        ("case.opened", ["subject"])
    ]
    assert json.loads(shown.stdout)["own"]["subject"] == "Merci : {{ data.number }}"
    assert (removed.returncode, json.loads(coulisse("templates", "list").stdout)) == (0, [])


def test_who_is_told_is_said_listed_tried_and_taken_back(coulisse: Run, shop: FrontOffice) -> None:
    address = f"team@{shop.tenant}.example"

    made = coulisse("subscriptions", "mail", "case.opened", "--address", address, "--language", "fr")
    id = made.stdout.strip()
    shop.wait_for(f"/v1/subscriptions/{id}", lambda read: read["state"] == "active", "a subscription")
    listed = coulisse("subscriptions", "list")
    pinged = coulisse("subscriptions", "ping", id)
    both = coulisse("subscriptions", "mail", "case.opened", "--address", address, "--role", "buyer")
    removed = coulisse("subscriptions", "remove", id)

    assert [(one["id"], one["to"]["address"]) for one in json.loads(listed.stdout)] == [(id, address)]
    assert (pinged.returncode, pinged.stderr) == (0, "")
    assert (both.returncode, "one of --address and --role" in both.stderr) == (2, True)
    assert removed.returncode == 0
    assert json.loads(coulisse("bounces", "list").stdout) == []
    unknown = coulisse("bounces", "report", f"<dlv_{'0' * 32}@x.example>", address, "5.1.1")
    assert (unknown.returncode, "Message-ID" in unknown.stderr) == (3, True)
