"""One platform in containers, as docker-compose.yml has it, under a project name of its own."""

import json
import os
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from infra.containers import make_secrets
from infra.local.house import clone
from infra.process_names import PROCESSES
from tests.compose.commands import run
from tests.compose.errors import CommandFailedError
from tests.compose.images import BEFORE, STORIES, Bases, image
from tests.support.processes import wait_until

FILE = clone() / "docker-compose.yml"
STORIES_FILE = clone() / "infra" / "containers" / "stories.yml"
SERVERS = ("rabbitmq", "mongodb")
KINDS = (*PROCESSES, *SERVERS)
"""Every kind of container that stays."""
HEALTHY_WITHIN = 240.0
"""Seconds, on a busy machine: the health checks come every fifteen."""


@dataclass(frozen=True)
class Stack:
    """A project of the engine. settings: what the compose file reads from its environment."""

    project: str
    command: tuple[str, ...]
    settings: Mapping[str, str]
    files: tuple[Path, ...]

    @property
    def url(self) -> str:
        return f"http://{self.settings['GATEWAY_ADDRESS']}"

    def compose(self, *arguments: str, version: str = "", within: float = 1_800.0) -> str:
        """One command of compose. version: of Coulisse, where it is another than the stack's own."""
        settings = {**self.settings, **({"COULISSE_IMAGE": image(version)} if version else {})}
        files = [part for file in self.files for part in ("--file", str(file))]
        return run(
            (*self.command, "--project-name", self.project, *files, *arguments),
            settings,
            folder=clone(),
            within=within,
        )

    def up(self, *, version: str = "") -> None:
        """Everything started, as a person would, until every container says that it is well."""
        self.compose("up", "--detach", version=version)
        self.wait_healthy()

    def renew(self, service: str, version: str) -> None:
        """One container replaced by one of another version; the others stay."""
        self.compose("up", "--detach", "--no-deps", service, version=version)

    def wait_healthy(self) -> None:
        wait_until(
            lambda: not self.unwell(), HEALTHY_WITHIN, lambda: f"every container well; not: {self.unwell()}"
        )
        wait_until(self.answers, 60, "the gateway answers")

    def unwell(self) -> list[str]:
        """Kinds whose container does not run, or does not say that it is well."""
        states = {kind: found["State"] for kind, found in self.inspected().items()}
        return [
            kind
            for kind in KINDS
            if kind not in states
            or not states[kind]["Running"]
            or states[kind].get("Health", {}).get("Status") != "healthy"
        ]

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        except requests.RequestException:
            return False

    def inspected(self) -> dict[str, dict[str, Any]]:
        """What the engine knows of each container of the file, by service; not of those that are run beside."""
        labels = (f"project={self.project}", "oneoff=False")
        filters = [part for label in labels for part in ("--filter", f"label=com.docker.compose.{label}")]
        ids = run(("docker", "ps", "--all", "--quiet", *filters), self.settings).split()
        try:
            found = json.loads(run(("docker", "inspect", *ids), self.settings)) if ids else []
        except CommandFailedError:
            # One of them went between the two questions.
            return {}
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}

    def kill(self, *services: str) -> None:
        """SIGKILL to the first process of each container, unseen by the engine, which starts it again by itself; to
        an engine elsewhere by its own command, which then has to be followed by a start."""
        found = self.inspected()
        for service in services:
            self._kill(found[service])

    def _kill(self, inspected: dict[str, Any]) -> None:
        pid = inspected["State"]["Pid"]
        if os.geteuid() == 0 and self._is_here(pid, inspected["Id"]):
            os.kill(pid, signal.SIGKILL)
            return
        run(("docker", "kill", "--signal", "KILL", inspected["Id"]), self.settings)
        run(("docker", "start", inspected["Id"]), self.settings)

    @staticmethod
    def _is_here(pid: int, container: str) -> bool:
        """Whether this machine's process of that number is the container's."""
        try:
            return container in Path(f"/proc/{pid}/cgroup").read_text() or container in _mounts(pid)
        except OSError:
            return False

    def new_key(self, tenant: str) -> str:
        """An API key, as infra/containers/README.md makes them."""
        options = ("--tenant", tenant, "--client", "trial", "--role", "admin")
        said = self.compose(
            "run", "--rm", "-T", "--no-deps", "gateway", "python", "-m", "gateway.keys", "create", *options
        )
        return said.split()[-1]

    def logs(self) -> str:
        return self.compose("logs", "--no-color", "--tail", "400")

    def remove(self) -> None:
        """Containers, networks and volumes."""
        for name in run(
            ("docker", "ps", "--all", "--quiet", "--filter", f"name={self.project}"), self.settings
        ).split():
            run(("docker", "rm", "--force", "--volumes", name), self.settings)
        self.compose("down", "--volumes", "--remove-orphans")


def _mounts(pid: int) -> str:
    return Path(f"/proc/{pid}/mountinfo").read_text()


def settings(place: Path, engine: Mapping[str, str], on: Bases, broker: str) -> dict[str, str]:
    """What the compose file is told, of the version before; secrets and case types for it are made in `place`."""
    secrets, case_types = place / "secrets", place / "case_types"
    make_secrets.main(secrets)
    case_types.mkdir(exist_ok=True)
    for origin in ("tests/e2e/case_types", "tests/performance/case_types"):
        for file in (clone() / origin).iterdir():
            (case_types / file.name).write_bytes(file.read_bytes())
    case_types.chmod(0o755)
    gateway, stream = (f"127.0.0.1:{_free_port()}" for _ in range(2))
    return {
        **engine,
        "COULISSE_SECRETS": str(secrets),
        "COULISSE_IMAGE": image(BEFORE),
        "PYTHON_IMAGE": on.python,
        "MONGODB_IMAGE": on.mongodb,
        "RABBITMQ_IMAGE": broker,
        "BUILD_NETWORK": os.environ.get("BUILD_NETWORK", "host"),
        "STORIES_IMAGE": STORIES,
        "STORIES_CASE_TYPES": str(case_types),
        "GATEWAY_ADDRESS": gateway,
        "STREAM_ADDRESS": stream,
        "PUBLIC_URL": f"http://{gateway}",
        "STREAM_URL": f"http://{stream}",
    }


@contextmanager
def removed_at_the_end(stack: Stack, kept_logs: Path) -> Iterator[None]:
    """When something goes wrong its last logs are kept in that file."""
    try:
        yield
    except BaseException:
        with suppress(CommandFailedError):
            kept_logs.parent.mkdir(exist_ok=True)
            kept_logs.write_text(stack.logs(), encoding="utf-8")
        raise
    finally:
        stack.remove()


def check(stack: Stack, profiles: Sequence[str] = ()) -> list[str]:
    """Names of the services of the file as compose understands it, with the profiles. Raises CommandFailedError."""
    options = [part for profile in profiles for part in ("--profile", profile)]
    return stack.compose(*options, "config", "--services").split()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
