"""One node of a RabbitMQ cluster on loopback, with data, logs and ports of its own."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from infra.local.broker import PrivateBroker
from infra.local.errors import LocalStackError
from infra.local.ports import Ports
from infra.local.processes import end, launch, processes_of
from infra.local.secret_file import SecretFile

_EPMD = "epmd"
_MET_TOO_SOON = "incompatible_feature_flags"
_STARTS = 4


class _MetTooSoonError(LocalStackError):
    """Another node of the cluster was just starting too."""


class RabbitNode(PrivateBroker):
    """A private broker that forms a cluster with its peers at its first start.

    folder: the node's own; together: what all nodes share, which is passwords, cookie and epmd.
    """

    def __init__(self, folder: Path, together: Path, name: str, all_names: Sequence[str]) -> None:
        super().__init__(folder)
        self.name = f"{name}@localhost"
        self._secrets = SecretFile(together)
        self._epmd_port = Ports(together).keep(_EPMD)
        self._peers = [f"{peer}@localhost" for peer in all_names]

    def _launch(self) -> None:
        """Nodes that start at the same time ask each other for their feature flags, and RabbitMQ 3.10 ends when the
        other one has not read its own yet. Whatever supervises a node starts it again; so does this."""
        for _ in range(_STARTS - 1):
            with suppress(_MetTooSoonError):
                self._launch_once()
                return
        self._launch_once()

    def _launch_once(self) -> None:
        try:
            super()._launch()
        except LocalStackError as error:
            if _MET_TOO_SOON in str(error):
                raise _MetTooSoonError(str(error)) from error
            raise

    def _environment(self) -> dict[str, str]:
        return {
            **super()._environment(),
            "RABBITMQ_NODENAME": self.name,
            "ERL_EPMD_PORT": str(self._epmd_port),
            # Idle schedulers that spin would take the two cores from each other.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none",
        }

    def _write_configuration(self) -> None:
        super()._write_configuration()
        lines = ["cluster_formation.peer_discovery_backend = classic_config"]
        lines += [f"cluster_formation.classic_config.nodes.{n} = {p}" for n, p in enumerate(self._peers, 1)]
        with (self._folder / "rabbitmq.conf").open("a") as configuration:
            configuration.write("\n".join(lines) + "\n")


def start_epmd(together: Path) -> None:
    """Erlang's name server for all nodes: one that no node has started, so that none takes it along when it dies."""
    if processes_of(together, _EPMD):
        return
    port = str(Ports(together).keep(_EPMD))
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    command = ["epmd", "-address", "127.0.0.1", "-port", port]
    launch(command, together, _EPMD, environment, together / "epmd.log")


def stop_epmd(together: Path) -> None:
    end(together, _EPMD, ask=[_EPMD], grace=2)
