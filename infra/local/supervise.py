"""Keeps the programs running: writes supervisord's configuration, starts and stops it."""

import os
import sys
import xmlrpc.client
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from infra.local.errors import LocalStackError
from infra.local.files import own_folder, turns, write_private
from infra.local.processes import end, launch, none_left
from infra.local.programs import Program
from infra.local.supervisor_configuration import STOP_SECONDS, configuration
from infra.local.waiting import wait_until

_PART = "supervisor"
_PROGRAM = "supervisord"
_START_SECONDS = 180
# Linux: sun_path holds 108 bytes; supervisord first binds a name with its process id appended.
_SOCKET_PATH_BYTES = 96


class Supervisor:
    """The programs of one folder. What dies is started again at once."""

    def __init__(self, folder: Path, root: Path) -> None:
        """`folder` keeps socket, configuration and logs; programs run in `root`."""
        self._folder = folder
        self._root = root
        self._own = folder / "supervisor"
        self._socket = self._own / "supervisor.sock"

    @property
    def configuration(self) -> Path:
        """For supervisorctl: `.venv/bin/supervisorctl -c .local/supervisor/supervisord.conf`."""
        return self._own / "supervisord.conf"

    @property
    def logs(self) -> Path:
        """One file per program, rotated."""
        return self._folder / "log"

    def up(self, programs: Iterable[Program]) -> None:
        """Runs exactly these programs; those that run already with the same settings are left alone.

        Raises LocalStackError when one does not stay up for a second within a minute.
        """
        programs = tuple(programs)
        own_folder(self._own)
        own_folder(self.logs)
        self._refuse_long_path()
        with turns(self._own / "turn.lock"):
            write_private(self.configuration, configuration(self._socket, self.logs, self._root, programs))
            if self._answers():
                self._update()
            else:
                self._start()
        self._wait_for(programs)

    def down(self) -> None:
        """Stops all programs, each with the time it needs to finish what it has in hand."""
        if self._own.exists():
            with turns(self._own / "turn.lock"):
                self._ask_all_to_stop()
                end(self._folder, _PART, ask=[_PROGRAM], grace=STOP_SECONDS + 5)

    def status(self) -> dict[str, str]:
        """The state of each program in supervisord's words, such as RUNNING; empty when all is down."""
        return {process["name"]: process["statename"] for process in self._processes()}

    def pids(self) -> dict[str, int]:
        """Process ids of the running programs, by name."""
        return {process["name"]: process["pid"] for process in self._processes() if process["pid"]}

    def restart(self, program: str) -> None:
        """Stops and starts one program."""
        with self._control() as control:
            control.supervisor.stopProcess(program)
            control.supervisor.startProcess(program)

    def stop(self, program: str) -> None:
        """Stops one program until it is started again."""
        with self._control() as control:
            control.supervisor.stopProcess(program)

    def start(self, program: str) -> None:
        """Starts one stopped program."""
        with self._control() as control:
            control.supervisor.startProcess(program)

    def _ask_all_to_stop(self) -> None:
        """At its own end supervisord stops one program after the other, each as slow as its batch in hand."""
        with suppress(OSError), self._control() as control:
            control.supervisor.stopAllProcesses(False)

    def _start(self) -> None:
        # Programs whose supervisor was killed still hold their ports and queues.
        end(self._folder, _PART, ask=[_PROGRAM], grace=STOP_SECONDS + 5)
        # The script rather than `python -m`, since it gives the process the name that `end` asks for.
        command = [str(Path(sys.executable).with_name(_PROGRAM)), "-c", str(self.configuration)]
        launch(command, self._folder, _PART, _environment(), self._own / "console.log")
        wait_until(lambda: self._answers() or none_left(self._folder, _PART), _START_SECONDS)
        if not self._answers():
            words = (self._own / "console.log").read_text(errors="replace").splitlines()[-20:]
            raise LocalStackError("supervisord did not start. Its own words:\n" + "\n".join(words))

    def _update(self) -> None:
        with self._control() as control:
            added, changed, removed = control.supervisor.reloadConfig()[0]
            for name in (*changed, *removed):
                control.supervisor.stopProcessGroup(name)
                control.supervisor.removeProcessGroup(name)
            for name in (*changed, *added):
                control.supervisor.addProcessGroup(name)
            for name, state in self.status().items():
                if state not in ("RUNNING", "STARTING", "BACKOFF"):
                    control.supervisor.startProcess(name)

    def _wait_for(self, programs: tuple[Program, ...]) -> None:
        names = {program.name for program in programs}
        if not wait_until(lambda: self._running() >= names, _START_SECONDS, every=0.2):
            missing = sorted(names - self._running())
            tails = "".join(f"\n--- {name}\n{self._tail(name)}" for name in missing)
            raise LocalStackError(f"These programs do not stay up: {', '.join(missing)}{tails}")

    def _running(self) -> set[str]:
        return {name for name, state in self.status().items() if state == "RUNNING"}

    def _tail(self, name: str, count: int = 15) -> str:
        log = self.logs / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""

    def _processes(self) -> list[dict[str, Any]]:
        try:
            with self._control() as control:
                answer: list[dict[str, Any]] = control.supervisor.getAllProcessInfo()
                return answer
        except OSError:
            return []

    def _answers(self) -> bool:
        try:
            with self._control() as control:
                control.supervisor.getState()
        except OSError:
            return False
        return True

    def _control(self) -> Any:
        transport = SupervisorTransport("", "", f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)

    def _refuse_long_path(self) -> None:
        if len(os.fsencode(self._socket)) > _SOCKET_PATH_BYTES:
            raise LocalStackError(
                f"{self._socket} is too long a path for a Unix socket: move the clone to a shorter one."
            )


def _environment() -> dict[str, str]:
    """What the programs inherit: the caller's, without the administrators' accounts."""
    private = ("AMQP_ADMIN_URL", "RABBITMQ_MANAGEMENT_URL", "MONGODB_ADMIN_URL", "AMQP_URL", "MONGODB_URL")
    return {name: value for name, value in os.environ.items() if name not in private}
