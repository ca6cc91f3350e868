"""The machine and the versions that figures stand beside; no names of hosts, no paths."""

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import requests
from pymongo import MongoClient

_PACKAGES = ("nameko", "celery", "pika", "pymongo", "flask", "gunicorn", "marshmallow", "msgspec")


def facts() -> dict[str, str]:
    """What may matter for the figures, for people."""
    memory = psutil.virtual_memory()
    found = {
        "processor": f"{psutil.cpu_count()} x {_processor()}",
        "memory": f"{memory.total / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "load before the start": ", ".join(f"{load:.2f}" for load in psutil.getloadavg()),
        "python": platform.python_version(),
    }
    return found | {name: version(name) for name in _PACKAGES}


def servers(mongo: MongoClient[dict[str, Any]], management_url: str | None) -> dict[str, str]:
    """What the figures were measured on."""
    found = {"mongod": str(mongo.server_info()["version"])}
    if management_url is not None:
        overview = requests.get(f"{management_url}/api/overview", timeout=10).json()
        found["rabbitmq"] = f"{overview['rabbitmq_version']} on Erlang {overview['erlang_version']}"
    return found


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
