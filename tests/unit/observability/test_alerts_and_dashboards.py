"""Alerts, their pages, dashboards and what is scraped agree with each other and with the code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from gateway.serving.request_metrics import RequestMetrics
from infra.local.house import clone
from infra.process_names import PROCESSES
from shared.telemetry.runtime_metrics import RuntimeMetrics

FOLDER = clone() / "infra" / "observability"
_METRIC = re.compile(r"\b(?:coulisse|process)_[a-z_]+\b")
_DASHBOARDS = sorted((FOLDER / "grafana" / "dashboards").glob("*.json"))


def told() -> set[str]:
    """Every series that some program tells, by name."""
    runtime, gateway = RuntimeMetrics(), RequestMetrics()
    runtime.watch_breakers(lambda: ["erp"])
    runtime.batch({"t.t.v1": [1.0]}, messages=1, seconds=0.1, repeats=1)
    runtime.aside("t.t.v1", "failed")
    runtime.effect("SendEntry", "erp", "done", 0.1)
    return _names(runtime.registry) | _names(gateway.registry)


def _names(registry: CollectorRegistry) -> set[str]:
    found = set()
    for metric in registry.collect():
        found |= {sample.name for sample in metric.samples}
        endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(metric.type, ("",))
        found |= {metric.name + ending for ending in endings}
    return found


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def test_every_alert_has_a_page_and_every_page_an_alert() -> None:
    pages = {page.stem for page in (FOLDER / "runbooks").glob("*.md")}

    assert pages == {rule["alert"] for rule in rules()}
    for rule in rules():
        assert rule["annotations"]["runbook"] == f"infra/observability/runbooks/{rule['alert']}.md"


def test_every_page_says_what_it_means_and_what_to_do() -> None:
    for page in (FOLDER / "runbooks").glob("*.md"):
        text = page.read_text(encoding="utf-8")

        assert text.startswith(f"# {page.stem}\n")
        for part in ("**What it says.**", "**What it means for cases.**", "**What to do.**", "**Over when**"):
            assert part in text, f"{page.name} lacks {part}"


def test_every_alert_is_tried_by_a_rule_test() -> None:
    tests = yaml.safe_load((FOLDER / "alerts_test.yml").read_text(encoding="utf-8"))["tests"]
    fired = {one["alertname"] for test in tests for one in test["alert_rule_test"] if one["exp_alerts"]}

    assert fired == {rule["alert"] for rule in rules()}


def test_alerts_ask_for_what_is_told() -> None:
    asked = {name for rule in rules() for name in _METRIC.findall(rule["expr"])}

    assert asked
    assert asked - told() == set()


@pytest.mark.parametrize("path", _DASHBOARDS, ids=lambda path: path.stem)
def test_dashboards_ask_for_what_is_told(path: Path) -> None:
    board = json.loads(path.read_text(encoding="utf-8"))
    expressions = [target["expr"] for panel in board["panels"] for target in panel["targets"]]

    asked = {name for expression in expressions for name in _METRIC.findall(expression)}

    assert asked
    assert asked - told() == set()


def test_every_process_is_scraped() -> None:
    (job,) = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]

    assert {one["labels"]["service"] for one in job["static_configs"]} == set(PROCESSES)
