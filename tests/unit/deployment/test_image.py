"""Nothing secret can get into the image, nor into the environment of a container."""

import re
from typing import Any

import yaml

from infra.local.house import clone

DOCKERFILE = (clone() / "infra" / "containers" / "coulisse" / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (clone() / ".dockerignore").read_text(encoding="utf-8").split()
_SECRET = re.compile(r"password|passwd|secret|token|key|_url\b|://", re.IGNORECASE)
_ENDS_IN_A_FILE = re.compile(r"(_FILE|^GATEWAY_(STREAM|PUBLIC)_URL|^ERP_URL)$")


def instructions(kind: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.removeprefix(kind).strip() for line in joined.splitlines() if line.startswith(f"{kind} ")]


def test_the_image_is_told_no_secret_while_it_is_built() -> None:
    told = [*instructions("ARG"), *instructions("ENV"), *instructions("LABEL")]

    assert told
    assert [line for line in told if _SECRET.search(line)] == []


def test_only_code_is_copied_and_everything_else_stays_outside() -> None:
    copied = {
        source
        for line in instructions("COPY")
        for source in line.split()[:-1]
        if not source.startswith("--from") and not source.startswith("/")
    }

    assert {source.partition("/")[0] for source in copied} == {
        "requirements",
        "shared",
        "services",
        "gateway",
        "infra",
    }
    assert IGNORED[0] == "*"
    assert not {"secrets", ".local", ".git"} & {entry.removeprefix("!") for entry in IGNORED[1:]}


def test_it_runs_as_nobody_in_particular() -> None:
    assert instructions("USER") == ["10001:10001"]


def test_everything_that_the_image_copies_exists() -> None:
    for line in instructions("COPY"):
        for source in line.split()[:-1]:
            if not source.startswith(("--from", "/")):
                assert (clone() / source).exists(), source


def test_no_container_finds_a_password_in_its_environment() -> None:
    compose: dict[str, Any] = yaml.safe_load((clone() / "docker-compose.yml").read_text(encoding="utf-8"))
    for name, service in compose["services"].items():
        for setting in service.get("environment", {}):
            told = _SECRET.search(setting) and not _ENDS_IN_A_FILE.search(setting)
            assert not told, f"{name} is told {setting}"
