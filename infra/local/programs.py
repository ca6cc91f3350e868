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


def programs(
    root: Path, accounts: Mapping[str, Account], master_key: Path, gateway_bind: str
) -> tuple[Program, ...]:
    """The gateway and every service that this clone (`root`) contains."""
    binaries = root / ".venv" / "bin"
    gateway = ("gunicorn", "-c", "gateway/gunicorn.conf.py", "gateway.app:create_app()")
    present = [service for service in SERVICES if (root / "services" / service / "service.py").exists()]
    commands = {
        "gateway": (str(binaries / gateway[0]), *gateway[1:]),
        **{
            service: (str(binaries / "python"), "-m", "shared.runtime", f"services.{service}.service")
            for service in present
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
                **({"GATEWAY_BIND": gateway_bind} if name == "gateway" else {}),
            },
        )
        for name, command in commands.items()
    )
