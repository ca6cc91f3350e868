"""k8s/base says what the code says: programs, accounts, settings, ports."""

from typing import Any

import pytest
import yaml

from infra.backup.__main__ import main
from infra.local.house import clone
from infra.process_names import PROCESSES
from shared.contracts.catalogue import SERVICES
from tests.unit.deployment.known_settings import KNOWN_SETTINGS

HTTP = ("gateway", "stream")
BASE = clone() / "k8s" / "base"


def things(kind: str) -> dict[str, dict[str, Any]]:
    """Everything of that kind in the base, by name."""
    found = [
        thing
        for file in sorted(BASE.glob("*.yaml"))
        for thing in yaml.safe_load_all(file.read_text(encoding="utf-8"))
        if thing and thing.get("kind") == kind and file.name != "kustomization.yaml"
    ]
    return {thing["metadata"]["name"]: thing for thing in found}


def container(thing: dict[str, Any]) -> dict[str, Any]:
    (found,) = thing["spec"]["template"]["spec"]["containers"]
    loaded: dict[str, Any] = found
    return loaded


def test_every_file_is_part_of_the_base() -> None:
    listed = set(yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))["resources"])

    assert listed == {file.name for file in BASE.glob("*.yaml")} - {"kustomization.yaml"}


def test_every_program_is_deployed_and_may_be_disturbed_one_at_a_time() -> None:
    assert set(things("Deployment")) == {*SERVICES, *HTTP}
    assert set(things("PodDisruptionBudget")) == {*SERVICES, *HTTP}


ALSO_READS = {"notifications": ("coulisse-mail-server",)}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_its_module_under_its_own_account(service: str) -> None:
    deployment = things("Deployment")[service]
    secrets = {
        v["secret"]["secretName"] for v in deployment["spec"]["template"]["spec"]["volumes"] if "secret" in v
    }

    assert container(deployment)["args"] == ["python", "-m", "shared.runtime", f"services.{service}.service"]
    assert secrets <= {f"coulisse-{service}", "coulisse-master-key", *ALSO_READS.get(service, ())}
    assert f"coulisse-{service}" in secrets


def test_the_set_up_reads_every_account_where_the_code_looks_for_it() -> None:
    pod = things("Job")["setup"]["spec"]["template"]["spec"]
    (accounts,) = (volume for volume in pod["volumes"] if volume["name"] == "accounts")
    paths = {
        item["path"] for source in accounts["projected"]["sources"] for item in source["secret"]["items"]
    }

    assert paths == {f"{process}_{server}_url" for process in PROCESSES for server in ("amqp", "mongodb")}
    assert pod["containers"][0]["args"] == ["python", "-m", "infra.apply"]


def test_every_setting_is_known_to_the_code() -> None:
    told = set(things("ConfigMap")["coulisse-settings"]["data"])
    for thing in (*things("Deployment").values(), *things("Job").values()):
        told |= {one["name"] for one in container(thing).get("env", ())}
    patch = yaml.safe_load((BASE / "patches" / "service.yaml").read_text(encoding="utf-8"))
    told |= {one["name"] for one in container(patch)["env"]}

    assert told - KNOWN_SETTINGS == set()


def test_whoever_talks_to_the_broker_is_let_through() -> None:
    (rule,) = things("NetworkPolicy")["to-broker"]["spec"]["podSelector"]["matchExpressions"]

    assert set(rule["values"]) == {*SERVICES, "gateway", "setup", "backup"}


def test_whoever_talks_to_the_database_is_let_through() -> None:
    (rule,) = things("NetworkPolicy")["to-database"]["spec"]["podSelector"]["matchExpressions"]

    assert set(rule["values"]) == {*SERVICES, *HTTP, "setup", "backup"}


def test_nothing_else_may_talk_to_anything() -> None:
    nothing = things("NetworkPolicy")["nothing"]["spec"]

    assert nothing == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_nightly_backup_is_called_as_the_command_wants_it() -> None:
    (cron,) = things("CronJob").values()
    (job,) = cron["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    module, command, folder, *options = job["args"][2:]
    mounts = {mount["mountPath"]: mount.get("readOnly", False) for mount in job["volumeMounts"]}

    parsed = main.commands[command].make_context(command, [folder, *options])

    assert module == "infra.backup"
    assert (parsed.params["keep_days"], parsed.params["keep_least"]) == (30, 7)
    assert mounts[folder] is False
    assert {one["name"] for one in job["env"]} - KNOWN_SETTINGS == {"BACKUP_KEY_FILE"}
