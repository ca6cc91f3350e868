"""supervisord's configuration for a list of programs (http://supervisord.org/configuration.html)."""

import os
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from infra.local.errors import LocalStackError
from infra.local.programs import Program

# Longer than the time a service needs to finish the batch in hand; the supervisor kills what takes longer.
STOP_SECONDS = 25


def configuration(socket: Path, logs: Path, root: Path, programs: Iterable[Program]) -> str:
    """The text of supervisord.conf. It holds the programs' secrets: for its owner's eyes only.

    Raises LocalStackError when a variable cannot be written in supervisord's format.
    """
    head = f"""\
[supervisord]
logfile={_text(logs / "supervisord.log")}
logfile_maxbytes=5MB
logfile_backups=2
pidfile={_text(socket.with_name("supervisord.pid"))}
childlogdir={_text(logs)}
nodaemon=true
{"user=root" if os.getuid() == 0 else ""}
[unix_http_server]
file={_text(socket)}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{_text(socket)}
"""
    return head + "".join(_section(program, logs, root) for program in programs)


def _section(program: Program, logs: Path, root: Path) -> str:
    return f"""
[program:{program.name}]
command={_text(shlex.join(program.command))}
directory={_text(root)}
environment={_variables(program.environment)}
autostart=true
autorestart=true
startsecs=1
startretries=1000000
stopsignal=TERM
stopwaitsecs={STOP_SECONDS}
killasgroup=true
redirect_stderr=true
stdout_logfile={_text(logs / (program.name + ".log"))}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


def _text(value: object) -> str:
    """supervisord expands `%(name)s` in every value."""
    return str(value).replace("%", "%%")


def _variables(environment: Mapping[str, str]) -> str:
    """Values are quoted; supervisord knows no escape in them, and strips both quotes from the ends."""
    for name, value in environment.items():
        if '"' in value or "\n" in value or value != value.strip("'"):
            raise LocalStackError(
                f"{name} holds a quotation mark or a line break that supervisord cannot read."
            )
    return ",".join(f'{name}="{_text(value)}"' for name, value in environment.items())
