"""Which traces are recorded, and how a trace goes on from message to message."""

from uuid import uuid4

import pytest

from gateway.ids import new_id
from shared.contracts.errors import SettingsError
from shared.telemetry.trace_context import calling, handling, place_of, sampled, trace_of, well_formed
from shared.telemetry.tracing import Sampling, Tracing

RECORDED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
UNRECORDED = RECORDED[:-2] + "00"


def test_one_case_in_ten_is_traced_by_default() -> None:
    sampling = Sampling.read({})

    taken = sum(sampling.takes(trace_of(new_id("case"))) for _ in range(20_000))

    assert 1_800 < taken < 2_200
    assert sampling.by_parent


@pytest.mark.parametrize(
    ("sampler", "share", "by_parent"),
    [
        ("always_on", 1.0, False),
        ("parentbased_always_on", 1.0, True),
        ("always_off", 0.0, False),
        ("traceidratio", 0.25, False),
    ],
)
def test_samplers_are_named_as_opentelemetry_does(sampler: str, share: float, by_parent: bool) -> None:
    environ = {"OTEL_TRACES_SAMPLER": sampler, "OTEL_TRACES_SAMPLER_ARG": "0.25"}

    assert Sampling.read(environ) == Sampling(share, by_parent)


@pytest.mark.parametrize(
    ("name", "value"), [("SAMPLER", "jaeger"), ("SAMPLER_ARG", "2"), ("SAMPLER_ARG", "x")]
)
def test_a_sampler_that_cannot_be_is_refused_at_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError):
        Sampling.read({f"OTEL_TRACES_{name}": value})


def test_nothing_is_recorded_without_an_endpoint() -> None:
    tracing = Tracing("intake", {})

    assert not tracing.on
    assert tracing.begun("case_" + uuid4().hex) == ""


def test_a_case_s_trace_is_its_own_number() -> None:
    case = new_id("case")

    assert f"case_{trace_of(case)}" == case
    assert trace_of("sub_1") == trace_of("sub_1") != trace_of("sub_2")


def test_a_message_decided_on_again_carries_the_same_trace_again() -> None:
    once, again = handling(RECORDED, "intake", "m1"), handling(RECORDED, "intake", "m1")

    assert once == again != handling(RECORDED, "intake", "m2")
    assert well_formed(once)
    assert sampled(once)
    assert place_of(once).trace == place_of(RECORDED).trace


def test_each_attempt_at_a_call_is_a_span_of_its_own() -> None:
    assert calling(RECORDED, "e1", 1) != calling(RECORDED, "e1", 2)


def test_what_is_not_recorded_passes_unchanged() -> None:
    assert handling(UNRECORDED, "intake", "m1") == UNRECORDED
    assert handling("", "intake", "m1") == ""
