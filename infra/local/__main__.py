"""Coulisse on this machine: `python -m infra.local up|down|status|logs|start|stop`."""

import argparse
import subprocess
import sys
from functools import partial

from infra.local.errors import LocalStackError
from infra.local.house import House


def main() -> int:
    """Runs one command; a failure is told in words, with exit code 1."""
    command, part = _arguments()
    try:
        return _run(House.here(), command, part)
    except LocalStackError as failure:
        print(failure, file=sys.stderr)
    except subprocess.CalledProcessError as failure:
        print(f"{' '.join(failure.cmd)} failed (above).", file=sys.stderr)
    return 1


def _arguments() -> tuple[str, str]:
    parser = argparse.ArgumentParser(prog="infra.local", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "status", "logs", "start", "stop"])
    parser.add_argument(
        "part", nargs="?", default="both", choices=["both", "broker", "database"], help="for start and stop"
    )
    arguments = parser.parse_args()
    return arguments.command, arguments.part


def _run(house: House, command: str, part: str) -> int:
    if command == "up":
        house.up(partial(print, flush=True))
        _print_status(house)
    elif command == "down":
        house.down()
    elif command == "status":
        return _print_status(house)
    elif command == "logs":
        return _follow_logs(house)
    else:
        target = {"both": house.stack, "broker": house.stack.broker, "database": house.stack.database}[part]
        getattr(target, command)()
    return 0


def _print_status(house: House) -> int:
    """Addresses and states; 0 only when every program runs."""
    states = house.supervisor.status()
    if not states:
        print("Coulisse is not running here (make up).")
        return 1
    pids = house.supervisor.pids()
    for name, state in sorted(states.items()):
        print(f"  {name:<14} {state:<9} {pids.get(name, '')}")
    print(f"  HTTP API       {house.gateway_url}")
    print(f"  Live stream    http://{house.stream_bind}/v1/events/stream")
    if house.stack.given.amqp_url is None:
        print(
            f"  RabbitMQ       http://127.0.0.1:{house.stack.ports['management']} (accounts in secrets.json)"
        )
    if house.stack.given.mongodb_url is None:
        print(f"  MongoDB        127.0.0.1:{house.stack.ports['mongodb']}")
    print(f"  Logs           {house.supervisor.logs}")
    return 0 if set(states.values()) == {"RUNNING"} else 1


def _follow_logs(house: House) -> int:
    logs = sorted(str(log) for log in house.supervisor.logs.glob("*.log"))
    if not logs:
        print("No logs yet (make up).")
        return 1
    try:
        return subprocess.run(["tail", "-n", "20", "-F", *logs], check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
