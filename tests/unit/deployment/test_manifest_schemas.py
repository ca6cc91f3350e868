"""A field that a cluster does not know is a fault here, in every kind: it would be dropped without a word."""

from typing import Any

import pytest
import yaml

from infra.local.house import clone
from infra.manifest_schemas import faults_of

PRODUCTION = clone() / "k8s" / "overlays" / "production"
OF_OTHERS = ("rabbitmq.yaml", "mongodb.yaml", "scaling.yaml", "certificates.yaml")


def objects(file: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((PRODUCTION / file).read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", OF_OTHERS)
def test_kinds_of_operators_are_as_their_own_schemas_want_them(file: str) -> None:
    found = objects(file)

    assert found
    assert [fault for one in found for fault in faults_of(one)] == []


@pytest.mark.parametrize(
    ("file", "place", "field"),
    [
        ("rabbitmq.yaml", ("spec", "tls"), "secret"),
        ("rabbitmq.yaml", ("spec", "resources"), "request"),
        ("rabbitmq.yaml", ("spec", "affinity"), "podAffinities"),
        ("mongodb.yaml", ("spec", "security", "tls"), "secretName"),
        ("mongodb.yaml", ("spec", "statefulSet", "spec", "template", "spec"), "affinities"),
        ("scaling.yaml", ("spec",), "minReplicas"),
        ("certificates.yaml", ("spec",), "dnsName"),
    ],
)
def test_a_field_that_the_kind_does_not_have_is_a_fault(
    file: str, place: tuple[str, ...], field: str
) -> None:
    changed = objects(file)[-1]
    part = changed
    for name in place:
        part = part[name]
    part[field] = {}

    assert any(field in fault for fault in faults_of(changed))


def test_a_built_in_kind_is_held_against_kubernetes_own_schema() -> None:
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "any"}, "spec": {"port": []}}

    assert any("port" in fault for fault in faults_of(service))
