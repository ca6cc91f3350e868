"""A private RabbitMQ in a folder, on loopback only."""

import base64
import glob
import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from infra.local.errors import LocalStackError
from infra.local.files import own_folder, turns, write_private
from infra.local.ports import Ports, answers
from infra.local.processes import end, launch, none_left, processes_of
from infra.local.secret_file import SecretFile
from infra.local.tls_files import TlsFiles
from infra.local.waiting import wait_until

ADMIN = "coulisse-admin"
VHOST = "coulisse"

_PART = "broker"
_MACHINE = "beam.smp"
_PORTS = ("amqp", "management", "distribution", "epmd")
_START_SECONDS = 300
_STOP_SECONDS = 30
_INETRC = '{host, {127,0,0,1}, ["localhost"]}.\n{lookup, [file, native]}.\n'


class PrivateBroker:
    """RabbitMQ with its data, logs, cookie and ports in `folder`, started from the system's package."""

    def __init__(self, folder: Path, tls: TlsFiles | None = None) -> None:
        self._tls = tls
        self._root = folder
        self._folder = folder / "rabbitmq"
        self._ports = Ports(folder)
        self._secrets = SecretFile(folder)

    @property
    def amqp_url(self) -> str:
        """Where the administrator connects; the vhost is `coulisse`."""
        return f"amqp://{ADMIN}:{self._password()}@127.0.0.1:{self._ports.keep('amqp')}/{VHOST}"

    @property
    def management_url(self) -> str:
        """The management HTTP API, with the administrator's credentials."""
        return f"http://{ADMIN}:{self._password()}@127.0.0.1:{self._ports.keep('management')}"

    @property
    def pids(self) -> list[int]:
        """The Erlang machine's process ids: one when running, none otherwise."""
        return processes_of(self._root, _PART, _MACHINE)

    def start(self) -> None:
        """Starts the broker unless it runs; returns when it accepts clients.

        Raises LocalStackError when RabbitMQ is not installed or does not come up.
        """
        own_folder(self._folder)
        with turns(self._folder / "turn.lock"):
            # One that lives but does not answer is starting up or hangs; the time limit tells which.
            if self.pids and wait_until(self._is_ready, _START_SECONDS):
                return
            self._end()
            self._launch()

    def stop(self) -> None:
        """Stops the broker and its epmd; gracefully if it answers in time."""
        if self._folder.exists():
            with turns(self._folder / "turn.lock"):
                self._end()

    def control(self, *arguments: str) -> str:
        """Has `rabbitmqctl` do something, such as `set_vm_memory_high_watermark 0.4`; what it said.

        Raises LocalStackError with its words when it refuses.
        """
        program = Path(_server_script()).with_name("rabbitmqctl")
        done = subprocess.run(
            [str(program), *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode:
            raise LocalStackError(f"rabbitmqctl {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def _end(self) -> None:
        end(self._root, _PART, ask=[_MACHINE], grace=_STOP_SECONDS)

    def _launch(self) -> None:
        server = _server_script()
        for name in _PORTS:
            self._ports.keep(name)
        self._ports.renew_if_taken(*_PORTS)
        self._write_configuration()
        log = self._folder / "console.log"
        launch([server], self._root, _PART, self._environment(), log)
        if not wait_until(lambda: self._is_ready() or none_left(self._root, _PART), _START_SECONDS):
            self._end()
        if not self._is_ready():
            raise LocalStackError(f"RabbitMQ did not start. Its own words:\n{_last_lines(log)}")

    def _write_configuration(self) -> None:
        ports = self._ports.known()
        for name in ("home", "data", "log"):
            own_folder(self._folder / name)
        tls = _by_tls(self._tls, self._ports) if self._tls else ""
        write_private(self._folder / "rabbitmq.conf", _configuration(ports, self._password()) + tls)
        write_private(self._folder / "enabled_plugins", "[rabbitmq_management].\n")
        write_private(self._folder / "environment.conf", "")
        # Erlang resolves its own node's name by this, also where /etc/hosts lacks localhost.
        write_private(self._folder / "inetrc", _INETRC)
        cookie = self._folder / "home" / ".erlang.cookie"
        if not cookie.exists():
            write_private(cookie, self._secrets.secret("broker/cookie"))
            cookie.chmod(0o400)

    def _environment(self) -> dict[str, str]:
        ports, folder = self._ports.known(), self._folder
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "HOME": str(folder / "home"),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(ports["epmd"]),
            "ERL_INETRC": str(folder / "inetrc"),
            # Every Erlang started below this one, also the short-lived one that starts epmd.
            "ERL_AFLAGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_CRASH_DUMP_BYTES": "0",
            "RABBITMQ_NODENAME": "coulisse@localhost",
            # Schedulers that have nothing to do sleep at once rather than spin: the cores are shared with all others.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none",
            "RABBITMQ_DIST_PORT": str(ports["distribution"]),
            # An empty one, so that the system broker's /etc/rabbitmq/rabbitmq-env.conf does not speak here.
            "RABBITMQ_CONF_ENV_FILE": str(folder / "environment.conf"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "data" / "config"),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_MNESIA_DIR": str(folder / "data" / "node"),
            "RABBITMQ_PID_FILE": str(folder / "data" / "node.pid"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
        }

    def _password(self) -> str:
        return self._secrets.secret("broker/admin")

    def _is_ready(self) -> bool:
        return answers(self._ports.keep("amqp")) and self._management_answers()

    def _management_answers(self) -> bool:
        credentials = base64.b64encode(f"{ADMIN}:{self._password()}".encode()).decode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._ports.keep('management')}/api/overview",
            headers={"Authorization": f"Basic {credentials}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            if refusal.code == 401:
                raise LocalStackError(
                    "The private RabbitMQ refuses its administrator: secrets.json and its data do not belong "
                    "together. Remove both: make clean."
                ) from refusal
            return False
        except OSError:
            return False


def _server_script() -> str:
    """RabbitMQ's own script: the one in /usr/sbin switches to the system broker's user."""
    for pattern in ("/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server"):
        for script in sorted(glob.glob(pattern), reverse=True):
            return script
    raise LocalStackError(
        "RabbitMQ is not installed. Run infra/local/setup, or give a broker of your own: AMQP_URL=amqp://..."
    )


def _configuration(ports: dict[str, int], password: str) -> str:
    return f"""\
listeners.tcp.local = 127.0.0.1:{ports["amqp"]}
management.tcp.ip = 127.0.0.1
management.tcp.port = {ports["management"]}
# With another first user there is no guest.
default_user = {ADMIN}
default_pass = {password}
default_vhost = {VHOST}
# A message of Coulisse has at most 1 MB; what is larger is refused at the door.
max_message_size = 2000000
# Depths of queues are enough for us; rates would cost a core's tenth.
management.rates_mode = none
log.file = broker.log
log.file.level = info
log.file.rotation.size = 10485760
log.file.rotation.count = 3
"""


def _by_tls(files: TlsFiles, ports: Ports) -> str:
    return f"""\
listeners.ssl.local = 127.0.0.1:{ports.keep("amqps")}
ssl_options.cacertfile = {files.authority}
ssl_options.certfile = {files.certificate}
ssl_options.keyfile = {files.key}
ssl_options.verify = verify_none
management.ssl.ip = 127.0.0.1
management.ssl.port = {ports.keep("management by tls")}
management.ssl.cacertfile = {files.authority}
management.ssl.certfile = {files.certificate}
management.ssl.keyfile = {files.key}
"""


def _last_lines(log: Path, count: int = 20) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
