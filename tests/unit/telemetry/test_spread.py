"""Histograms of many values at a time, and labels that stay few."""

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from shared.telemetry.few import Few
from shared.telemetry.runtime_metrics import RuntimeMetrics
from shared.telemetry.spread import Spread


def test_values_are_counted_below_each_bound_and_summed() -> None:
    registry = CollectorRegistry()
    spread = Spread(registry, "took_seconds", "How long", ("type",), (0.1, 1.0))

    spread.observe(("a",), (0.05, 0.1, 0.5, 7.0))
    spread.observe(("a",), (0.5,))

    assert registry.get_sample_value("took_seconds_bucket", {"type": "a", "le": "0.1"}) == 2
    assert registry.get_sample_value("took_seconds_bucket", {"type": "a", "le": "1.0"}) == 4
    assert registry.get_sample_value("took_seconds_bucket", {"type": "a", "le": "+Inf"}) == 5
    assert registry.get_sample_value("took_seconds_count", {"type": "a"}) == 5
    assert registry.get_sample_value("took_seconds_sum", {"type": "a"}) == 8.15


def test_only_the_first_names_become_labels() -> None:
    few = Few(2)

    assert [few(name) for name in ("a", "b", "c", "a", "d")] == ["a", "b", "others", "a", "others"]


def test_a_batch_counts_every_message_and_its_share_of_the_work() -> None:
    metrics = RuntimeMetrics()
    metrics.watch_breakers(lambda: ["erp", "hooks.example"])

    metrics.batch({"stock.reserve.v1": [0.02, 4.0]}, messages=2, seconds=0.01, repeats=1)
    metrics.aside("stock.reserve.v1", "failed")
    metrics.effect("SendEntry", "erp", "failed", 1.5)

    value = metrics.registry.get_sample_value
    reserve = {"type": "stock.reserve.v1"}
    assert value("coulisse_messages_total", {**reserve, "outcome": "handled"}) == 2
    assert value("coulisse_messages_total", {**reserve, "outcome": "failed"}) == 1
    assert value("coulisse_message_critical_seconds_bucket", {**reserve, "le": "2.5"}) == 1
    assert value("coulisse_message_processing_seconds_sum", reserve) == 0.01
    assert value("coulisse_messages_repeated_total") == 1
    assert value("coulisse_breaker_open", {"partner": "hooks.example"}) == 1
    named = {"kind": "SendEntry", "partner": "erp", "outcome": "failed"}
    assert value("coulisse_effect_seconds_count", named) == 1
    assert b"coulisse_batch_messages_bucket" in generate_latest(metrics.registry)
