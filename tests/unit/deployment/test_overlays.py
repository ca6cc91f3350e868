"""k8s/overlays agree with each other, with the secrets that are made for them and with the code."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from infra.accounts import SCALING, scaling_account
from infra.cluster_secrets import AUTHORITY, NAMESPACE, OVERLAYS, listed, main
from infra.local.house import clone
from infra.process_names import PROCESSES
from shared.contracts.catalogue import SERVICES
from shared.contracts.errors import SettingsError
from shared.contracts.message import LANES, PARTITIONS
from shared.contracts.topology import queue_name, topology
from tests.unit.deployment.known_settings import KNOWN_SETTINGS

K8S = clone() / "k8s"
BASE = K8S / "base"
_MADE_BY_CERT_MANAGER = {"tls.crt", "tls.key", "ca.crt"}
_NAMES_A_SECRET = ("secretRef", "passwordSecretRef", "externalSecret", "secretTargetRef")


def things(*folders: Path) -> list[dict[str, Any]]:
    """Everything that stands in these folders, patches included."""
    return [
        thing
        for folder in folders
        for file in sorted(folder.rglob("*.yaml"))
        for thing in yaml.safe_load_all(file.read_text(encoding="utf-8"))
        if thing and file.name != "kustomization.yaml"
    ]


def only(overlay: str, kind: str, name: str) -> dict[str, Any]:
    found = [
        thing
        for thing in things(K8S / "overlays" / overlay)
        if (thing["kind"], thing["metadata"]["name"]) == (kind, name)
    ]
    assert len(found) == 1, (kind, name)
    return found[0]


def named_secrets(part: Any, within: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each secret that a manifest needs, with the keys that it wants of it. One that is optional may be missing."""
    if isinstance(part, list):
        for one in part:
            yield from named_secrets(one, within)
    elif isinstance(part, dict):
        certified = "issuerRef" in part or within in ("ca", "tls")
        if "secretName" in part and not certified and not part.get("optional"):
            yield part["secretName"], tuple(item["key"] for item in part.get("items", ()))
        if within in ("secret", *_NAMES_A_SECRET) and "name" in part:
            keys = tuple(item["key"] for item in part.get("items", ()))
            yield part["name"], keys or ((part["key"],) if "key" in part else ())
        for name, inner in part.items():
            yield from named_secrets(inner, name)


@pytest.fixture(scope="module", params=OVERLAYS)
def overlay(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory, overlay: str) -> dict[str, dict[str, str]]:
    """The texts of the secrets that are made for the overlay, by name and key."""
    folder = tmp_path_factory.mktemp("secrets")
    main([overlay, str(folder)])
    items = listed(folder, OVERLAYS[overlay])["items"]
    return {one["metadata"]["name"]: one["stringData"] for one in items}


def test_every_secret_that_is_named_is_made(overlay: str, secrets: dict[str, dict[str, str]]) -> None:
    found = things(BASE, K8S / "overlays" / overlay)
    certified = {thing["spec"]["secretName"] for thing in found if thing["kind"] == "Certificate"}

    wanted = [one for thing in found if thing["kind"] != "Certificate" for one in named_secrets(thing)]

    assert len(wanted) > 15
    for name, keys in wanted:
        made = _MADE_BY_CERT_MANAGER if name in certified else set(secrets.get(name, ()))
        assert made, f"nothing makes the secret {name}"
        assert set(keys) <= made, name


def test_secrets_stay_when_they_are_made_again(tmp_path: Path, overlay: str) -> None:
    main([overlay, str(tmp_path)])
    before = (tmp_path / "secrets.json").read_text()

    main([overlay, str(tmp_path)])

    assert (tmp_path / "secrets.json").read_text() == before
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_production_speaks_by_tls_alone_to_ports_that_are_open(tmp_path: Path) -> None:
    main(["production", str(tmp_path)])
    texts = {file.name: file.read_text().strip() for file in tmp_path.iterdir() if file.suffix != ".json"}
    addresses = {name: urlsplit(text) for name, text in texts.items() if name.endswith("_url")}

    for name, address in addresses.items():
        query = parse_qs(address.query)
        if "mongodb" in name:
            assert (query["tls"], query["tlsCAFile"]) == (["true"], [AUTHORITY])
            assert query["replicaSet"] == [
                only("production", "MongoDBCommunity", "mongodb")["metadata"]["name"]
            ]
        else:
            assert address.scheme in ("amqps", "https")
            kedas = name == f"{SCALING}_url"  # which is given the authority beside the address
            assert query.get("cacertfile") == (None if kedas else [AUTHORITY])
    ports = {address.port for name, address in addresses.items() if "mongodb" not in name}
    assert ports == {5671, 15671}
    assert ports | {27017} == _let_in("production", "rabbitmq") - {15691, 4369, 25672} | _let_in(
        "production", "mongodb"
    )
    patched = (K8S / "overlays" / "production" / "kustomization.yaml").read_text()
    assert {int(port) for port in re.findall(r"port, value: (\d+)", patched)} == ports
    assert only("production", "RabbitmqCluster", "rabbitmq")["spec"]["tls"]["disableNonTLSListeners"] is True
    assert only("production", "MongoDBCommunity", "mongodb")["spec"]["security"]["tls"]["enabled"] is True


def _let_in(overlay: str, server: str) -> set[int]:
    rules = only(overlay, "NetworkPolicy", server)["spec"]["ingress"]
    return {port["port"] for rule in rules for port in rule["ports"]}


def test_certificates_are_for_the_names_that_clients_call(tmp_path: Path) -> None:
    main(["production", str(tmp_path)])
    called = {
        "rabbitmq": [urlsplit((tmp_path / "intake_amqp_url").read_text()).hostname or ""],
        "mongodb": [
            host.partition(":")[0]
            for host in urlsplit((tmp_path / "intake_mongodb_url").read_text())
            .netloc.rpartition("@")[2]
            .split(",")
        ],
    }

    for server, hosts in called.items():
        certificate = only("production", "Certificate", server)["spec"]
        for host in hosts:
            assert any(fnmatch(host, name) for name in certificate["dnsNames"]), host
    assert len(called["mongodb"]) == only("production", "MongoDBCommunity", "mongodb")["spec"]["members"]


def test_every_pod_that_speaks_tls_is_given_the_authority_without_its_key() -> None:
    for patch, kind in (("deployment", "Deployment"), ("job", "Job"), ("cronjob", "CronJob")):
        file = K8S / "overlays" / "production" / "patches" / f"trust-{patch}.yaml"
        found = yaml.safe_load(file.read_text())
        pod = (
            found["spec"].get("jobTemplate", found)["spec"]["template"]["spec"]
            if kind == "CronJob"
            else found["spec"]["template"]["spec"]
        )
        (volume,) = pod["volumes"]
        (mount,) = pod["containers"][0]["volumeMounts"]

        assert found["kind"] == kind
        assert volume["secret"]["items"] == [{"key": "ca.crt", "path": "ca.crt"}]
        assert f"{mount['mountPath']}/ca.crt" == AUTHORITY


def test_replicas_follow_the_queues_of_their_own_service() -> None:
    scaled = {
        thing["metadata"]["name"]: thing["spec"]["triggers"][0]["metadata"]
        for thing in things(K8S / "overlays" / "production")
        if thing["kind"] == "ScaledObject"
    }

    assert set(scaled) == set(SERVICES) - {"operations"}
    for name, trigger in scaled.items():
        own = {queue_name(name, lane, partition) for lane in LANES for partition in range(PARTITIONS)}
        counted = {queue.name for queue in topology().queues if re.search(trigger["queueName"], queue.name)}
        assert counted == own


def test_the_local_broker_and_database_are_set_as_those_of_one_host() -> None:
    conf = (clone() / "infra" / "containers" / "rabbitmq" / "coulisse.conf").read_text().splitlines()
    compose = yaml.safe_load((clone() / "docker-compose.yml").read_text())["services"]["mongodb"][
        "entrypoint"
    ][2]
    mongod = only("local", "StatefulSet", "mongodb")["spec"]["template"]["spec"]["containers"][0]["command"][
        2
    ]

    settings = only("local", "ConfigMap", "rabbitmq")["data"]["20-coulisse.conf"].splitlines()

    assert settings == [line for line in conf if line and not line.startswith("#")]
    assert "--setParameter transactionLifetimeLimitSeconds=10" in compose
    for option in (
        "--replSet coulisse",
        "--keyFile /tmp/keyfile",
        "--setParameter transactionLifetimeLimitSeconds=10",
    ):
        assert option in mongod


def test_the_local_set_up_reads_every_account_and_stands_in_for_the_job() -> None:
    pod = only("local", "StatefulSet", "mongodb")["spec"]["template"]["spec"]
    setup = pod["containers"][1]
    (accounts,) = (volume for volume in pod["volumes"] if volume["name"] == "accounts")
    paths = {
        item["path"] for source in accounts["projected"]["sources"] for item in source["secret"]["items"]
    }

    assert paths == {f"{process}_{server}_url" for process in PROCESSES for server in ("amqp", "mongodb")}
    assert "python -m infra.apply" in setup["command"][2]
    assert {one["name"] for one in setup["env"]} <= KNOWN_SETTINGS
    assert only("local", "Job", "setup")["$patch"] == "delete"


def test_everything_lives_in_one_namespace() -> None:
    for name in OVERLAYS:
        folder = K8S / "overlays" / name
        assert yaml.safe_load((folder / "kustomization.yaml").read_text())["namespace"] == NAMESPACE
        assert (
            only(name, "Namespace", NAMESPACE)["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
            == "restricted"
        )


def test_keda_asks_with_an_account_of_its_own_that_set_up_makes(tmp_path: Path) -> None:
    main(["production", str(tmp_path)])
    items = listed(tmp_path, OVERLAYS["production"])["items"]
    (host,) = (one["stringData"]["host"] for one in items if one["metadata"]["name"] == "coulisse-scaling")
    overlay = yaml.safe_load((K8S / "overlays/production/kustomization.yaml").read_text())
    (patch,) = (one["patch"] for one in overlay["patches"] if one["target"].get("name") == "setup")
    (added,) = yaml.safe_load(patch)

    account = scaling_account(tmp_path)

    assert account is not None
    assert urlsplit(host).username == account.user == SCALING
    setup = next(thing for thing in things(BASE) if thing["kind"] == "Job")
    assert setup["spec"]["template"]["spec"]["volumes"][1]["name"] == "accounts"
    assert added["path"] == "/spec/template/spec/volumes/1/projected/sources/-"
    assert added["value"]["secret"] == {
        "name": "coulisse-scaling",
        "items": [{"key": "host", "path": f"{SCALING}_url"}],
    }


def test_an_address_that_names_somebody_else_makes_no_account(tmp_path: Path) -> None:
    (tmp_path / "scaling_url").write_text("https://coulisse-admin:secret@rabbitmq:15671/coulisse")

    with pytest.raises(SettingsError, match="must name the user scaling"):
        scaling_account(tmp_path)


def test_where_replicas_follow_nothing_there_is_no_such_account(tmp_path: Path) -> None:
    assert scaling_account(tmp_path) is None
