"""What the objects of k8s/ are held against: schemas of Kubernetes, of the operators, of KEDA and of cert-manager.

Unknown fields count everywhere: a cluster drops them without a word. KEDA's and cert-manager's definitions come from
the packages cloudcoil-models-keda and cloudcoil-models-cert-manager, which are generated from them. No registry
carries those of the operators for RabbitMQ and MongoDB: k8s/schemas has what is used of them.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

VERSION = "1.32"
"""Of Kubernetes."""

SCHEMAS = Path(__file__).resolve().parents[1] / "k8s" / "schemas"
_OWN = {
    ("rabbitmq.com/v1beta1", "RabbitmqCluster"): "rabbitmqcluster.yaml",
    ("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity"): "mongodbcommunity.yaml",
}
_PACKAGED = {
    "keda.sh/v1alpha1": "cloudcoil.models.keda.v1alpha1",
    "cert-manager.io/v1": "cloudcoil.models.cert_manager.v1",
}


def faults_of(found: Mapping[str, Any]) -> Iterator[str]:
    """What a cluster would refuse of one object, or silently drop, in words."""
    version, kind = found["apiVersion"], found["kind"]
    if (version, kind) in _OWN or version in _PACKAGED:
        yield from _by_schema(found, _schema(version, kind))
    else:
        yield from _built_in(found)


@cache
def _schema(version: str, kind: str) -> dict[str, Any]:
    if file := _OWN.get((version, kind)):
        loaded: dict[str, Any] = yaml.safe_load((SCHEMAS / file).read_text(encoding="utf-8"))
        return loaded
    # Imported by name: type checkers would read a million characters of generated models.
    model = getattr(import_module(_PACKAGED[version]), kind)
    closed: dict[str, Any] = _closed(model.model_json_schema(by_alias=True))
    return closed


def _closed(schema: Any) -> Any:
    """The same schema, to which a field that it does not name is a fault."""
    if isinstance(schema, dict):
        closed = {name: _closed(part) for name, part in schema.items()}
        if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
            closed["additionalProperties"] = False
        return closed
    return [_closed(part) for part in schema] if isinstance(schema, list) else schema


def _by_schema(found: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    for error in jsonschema.Draft202012Validator(schema).iter_errors(found):
        yield f"{error.message} at {'.'.join(map(str, error.absolute_path))}"
    for path, kind in _checked_as(schema):
        part: Any = found
        for name in path:
            part = part.get(name) if isinstance(part, Mapping) else None
        if part is not None:
            yield from _built_in(_wrapped(kind, part))


def _checked_as(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where a part is of a built-in type, and of which."""
    if kind := schema.get("x-checked-as"):
        yield path, kind
    for name, part in schema.get("properties", {}).items():
        yield from _checked_as(part, (*path, name))


def _wrapped(kind: str, part: Mapping[str, Any]) -> dict[str, Any]:
    """A whole object around a part of one."""
    container: dict[str, Any] = {"name": "any"}
    pod: dict[str, Any] = {"containers": [container]}
    whole = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "any"}, "spec": pod}
    if kind == "ObjectMeta":
        whole["metadata"] = part
    elif kind == "ResourceRequirements":
        container["resources"] = part
    elif kind == "Affinity":
        pod["affinity"] = part
    else:
        whole |= {"apiVersion": "apps/v1", "kind": "StatefulSet"}
        whole["spec"] = {"serviceName": "any", "selector": {}, **part}
    return whole


def _built_in(found: Mapping[str, Any]) -> Iterator[str]:
    try:
        kubernetes_validate.validate(found, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield f"{error.message} at {list(error.path)}"
