"""Every part of `make bench` yields its figures, on tiny numbers; and stored copies look like processed cases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local.house import clone
from tests.performance import bench, coulisse
from tests.performance.figures import Figures
from tests.performance.house import Measured
from tests.performance.orders import order
from tests.performance.plan import PARTS, TINY
from tests.performance.stored.story import Known, known_documents
from tests.performance.workbench import Workbench

FIGURES = {
    "peers": {"idle_p50_ms", "vs_nameko", "vs_celery", "vs_limit", "cpu_coulisse_mongod", "loaded_p99_ms"},
    "sizes": {"lines_1_cases_per_s", "cases_per_s", "lines_5_pdf_cpu"},
    "hot": {"hot_ratio"},
    "urgent": {"urgent_p50_s", "urgent_p99_s"},
    "replicas": {"replicas_intake_1_cases_per_s", "replicas_intake_2_cpu_own"},
    "gateway": {
        "accept_ratio",
        "accept_cpu_ms",
        "read_ratio",
        "bulk_ratio",
        "streams_accept_ratio",
    },
    "stored": {
        "stored_0_cpu",
        "stored_200_cpu",
        "stored_cpu_growth",
        "stored_200_little_memory_cpu_mongod",
        "accept_stored_ratio",
        "list_first_p99_ms",
        "list_far_p99_ms",
    },
    "books": {"posting_ratio", "posting_stored_per_s", "fec_lines_per_s", "fec_mb"},
    "watching": {"watching_cpu_percent", "watching_rate_ratio", "watching_spans"},
    "shelves": {"hot_reservations_per_s", "spread_reservations_per_s", "reservation_ratio"},
}


@pytest.fixture(scope="module")
def workbench() -> Iterator[Workbench]:
    found = Workbench(TINY, Figures(), thrifty=True, folder=clone() / ".local" / "bench-test")
    yield found
    found.close()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_yields_its_figures(part: str, workbench: Workbench, tmp_path: Path) -> None:
    bench.measure_part(workbench, part, tmp_path / "out.json", tmp_path / "bench.md", {})

    assert workbench.figures.parts[-1].trouble == ""
    assert {figure.name for figure in workbench.figures.of(part)} >= FIGURES[part]
    assert all(figure.value >= 0 for figure in workbench.figures.of(part) if figure.goal is None)
    assert f"## {part}" in (tmp_path / "bench.md").read_text()


def test_a_stored_copy_has_the_shape_of_a_processed_case(workbench: Workbench) -> None:
    platform, stored = workbench.platform(), workbench.stored_cases()
    coulisse.await_quiet(platform)
    before = known_documents(platform.mongo)
    stored.fill(stored.stored + 3 * stored.story.cases)
    copies = _stored_since(platform, before)
    before = known_documents(platform.mongo)
    stored.process(3 * stored.story.cases)
    processed = _stored_since(platform, before)

    assert copies.keys() == processed.keys()
    for place, documents in processed.items():
        assert _paths(copies[place]) == _paths(documents), place
        # Messages that arrive together share an inbox document, and how many do is a matter of luck.
        if place[1] != "inbox":
            assert len(copies[place]) == len(documents), place


def test_a_stored_copy_can_be_read_and_new_cases_go_on_behind_it(workbench: Workbench) -> None:
    platform, stored = workbench.platform(), workbench.stored_cases()
    stored.fill(stored.stored + stored.story.cases)
    reference = f"ST-{stored.references:08d}"
    copy = platform.mongo["coulisse_intake"].cases.find_one({"reference": reference})
    assert copy is not None

    shown = requests.get(
        f"{platform.url}/v1/cases/{copy['_id']}/timeline", headers=platform.authorization, timeout=10
    )
    drained = coulisse.drain(platform, [order(number) for number in range(5)], "behind-copies")

    assert shown.status_code == 200
    assert shown.json()["items"][-1]["what"] == "case_closed"
    assert drained.cases == 5


def _stored_since(platform: Measured, before: Known) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """What was stored since, by database and collection."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for database, collection, id in known_documents(platform.mongo) - before:
        document = platform.mongo[database][collection].find_one({"_id": id})
        assert document is not None
        found.setdefault((database, collection), []).append(document)
    return found


def _paths(documents: list[dict[str, Any]]) -> set[str]:
    """Every field of these documents with its type, such as `lines[].quantity: int`."""
    return {path for document in documents for path in _walk("", document)}


def _walk(at: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(f"{at}.{key}", inner)
    elif isinstance(value, list):
        yield f"{at}: list"
        for inner in value:
            yield from _walk(f"{at}[]", inner)
    else:
        yield f"{at}: {type(value).__name__}"
