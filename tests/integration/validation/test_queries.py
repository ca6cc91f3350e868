from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from services.validation.collections import COLLECTIONS
from services.validation.domain import file_rules
from services.validation.domain.check import Check
from services.validation.domain.review import Review
from services.validation.queries.findings import checks, findings
from services.validation.queries.reviews import review, reviews
from shared.contracts.values import Actor
from shared.persistence.mapping import to_document
from shared.persistence.mongo import apply_indexes

Mongo = MongoClient[dict[str, Any]]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(mongo: Mongo, database_name: str) -> Database[dict[str, Any]]:
    database = mongo[database_name]
    for collection in COLLECTIONS:
        apply_indexes(database[collection.name], collection.indexes)
    return database


def a_review(number: int, **changes: Any) -> Review:
    standard: dict[str, Any] = {
        "id": f"case_{number:03}/approve",
        "tenant": "acme",
        "case": f"case_{number:03}",
        "step": "approve",
        "state": "open",
        "round": 1,
        "team": "credit" if number % 2 else "risk",
        "opened_at": NOW + timedelta(minutes=number // 3),
    }
    return Review(**{**standard, **changes})


def keep(database: Database[dict[str, Any]], *reviews: Review) -> None:
    database.reviews.insert_many([to_document(review, 1) for review in reviews])


@pytest.mark.parametrize("team", [None, "credit"])
def test_reviews_are_paged_newest_first_without_gaps_or_repeats(
    database: Database[dict[str, Any]], team: str | None
) -> None:
    keep(database, *(a_review(number) for number in range(25)))

    pages, before = [], None
    while page := reviews(database, "acme", team=team, before=before, limit=4):
        pages.append(page)
        before = page[-1]["id"]

    seen = [row["id"] for page in pages for row in page]
    wanted = [number for number in range(24, -1, -1) if team is None or number % 2]
    assert seen == [f"case_{number:03}/approve" for number in wanted]


def test_reviews_are_told_by_state_and_tombstones_never(database: Database[dict[str, Any]]) -> None:
    agent = Actor(kind="agent", id="agt_1")
    keep(
        database,
        a_review(1),
        a_review(2, state="decided", answer="accept", decided_by=agent, decided_at=NOW),
        a_review(3, state="withdrawn"),
        a_review(4, state="withdrawn", opened_at=None),
        a_review(5, tenant="other"),
    )

    assert [row["case"] for row in reviews(database, "acme")] == ["case_001"]
    assert [row["decided_by"] for row in reviews(database, "acme", state="decided")] == [
        {"kind": "agent", "id": "agt_1"}
    ]
    assert [row["case"] for row in reviews(database, "acme", state="withdrawn")] == ["case_003"]
    assert review(database, "acme", "case_004", "approve") is None
    assert review(database, "acme", "case_005", "approve") is None
    assert reviews(database, "acme", before="case_005/approve") == []
    found = review(database, "acme", "case_001", "approve")
    assert found is not None
    assert (found["team"], found["opened_at"]) == ("credit", NOW)


def test_the_findings_of_a_case_are_those_of_its_steps(database: Database[dict[str, Any]]) -> None:
    found = (file_rules.PDF_ENCRYPTED.at("document:doc_1"), file_rules.PDF_ATTACHMENT.at("document:doc_2"))
    standard: dict[str, Any] = {"tenant": "acme", "case": "case_1", "round": 2, "checks": (), "asked_at": NOW}
    database.checks.insert_many(
        [
            to_document(
                Check(id="1", step="check", state="done", findings=found, done_at=NOW, **standard), 1
            ),
            to_document(Check(id="2", step="recheck", state="inspecting", findings=(), **standard), 1),
        ]
    )

    told = findings(database, "acme", "case_1")

    assert [(f["rule"], f["severity"], f["step"], f["round"]) for f in told] == [
        ("pdf.encrypted", "error", "check", 2),
        ("pdf.attachment", "warning", "check", 2),
    ]
    assert told[0]["checked_at"] == NOW
    assert findings(database, "other", "case_1") == []
    assert [(c["step"], c["state"], c["accepted"]) for c in checks(database, "acme", "case_1")] == [
        ("check", "done", False),
        ("recheck", "inspecting", None),
    ]


def test_lists_are_read_from_their_indexes_in_order(database: Database[dict[str, Any]]) -> None:
    keep(database, *(a_review(number) for number in range(5)))
    newest_first = [("opened_at", -1), ("_id", -1)]
    wanted = {"tenant": "acme", "state": "open", "opened_at": {"$ne": None}}

    for filter in (wanted, {**wanted, "team": "credit"}, {**wanted, "opened_at": {"$lte": NOW}}):
        plan = str(database.reviews.find(filter).sort(newest_first).explain()["queryPlanner"]["winningPlan"])
        assert "IXSCAN" in plan
        assert "'SORT'" not in plan
    plan = str(database.checks.find({"tenant": "acme", "case": "c"}).explain()["queryPlanner"])
    assert "IXSCAN" in plan
