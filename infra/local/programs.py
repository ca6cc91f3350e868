"""Which programs of Coulisse run here, and with what in their environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.accounts import Account
from infra.process_names import SERVICES


@dataclass(frozen=True, slots=True)
class Program:
    """One process that is kept running. Secrets belong in the environment, never in the command."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


def services_of(root: Path) -> tuple[str, ...]:
    """Every service that this clone contains."""
    return tuple(service for service in SERVICES if (root / "services" / service / "service.py").exists())


def programs(
    root: Path,
    accounts: Mapping[str, Account],
    master_key: Path,
    gateway_bind: str,
    stream_bind: str,
    health_binds: Mapping[str, str],
    settings: Mapping[str, str],
) -> tuple[Program, ...]:
    """The gateway, the live stream and every service that this clone (`root`) contains.

    health_binds: `host:port` of each service's health endpoints. settings: what every program is told beside.
    """
    binaries = root / ".venv" / "bin"
    gunicorn = str(binaries / "gunicorn")
    commands = {
        "gateway": (gunicorn, "-c", "gateway/gunicorn.conf.py", "gateway.app:create_app()"),
        "stream": (gunicorn, "-c", "gateway/stream/gunicorn.conf.py", "gateway.stream.app:create_app()"),
        **{
            service: (str(binaries / "python"), "-m", "shared.runtime", f"services.{service}.service")
            for service in services_of(root)
        },
    }
    return tuple(
        Program(
            name,
            command,
            {
                "AMQP_URL": accounts[name].amqp_url,
                "MONGODB_URL": accounts[name].mongodb_url,
                "COULISSE_MASTER_KEY_FILE": str(master_key),
                "COULISSE_ENV": "local",
                **_address(name, gateway_bind, stream_bind, health_binds),
                **settings,
            },
        )
        for name, command in commands.items()
    )


def _address(
    name: str, gateway_bind: str, stream_bind: str, health_binds: Mapping[str, str]
) -> Mapping[str, str]:
    """Where a program listens, and what it has to know of others' addresses."""
    if name == "gateway":
        return {"GATEWAY_BIND": gateway_bind, "GATEWAY_STREAM_URL": f"http://{stream_bind}"}
    if name == "stream":
        return {"GATEWAY_STREAM_BIND": stream_bind, "GATEWAY_PUBLIC_URL": f"http://{gateway_bind}"}
    return {"HEALTH_BIND": health_binds[name]}
