"""The broker and the database that this folder uses."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.local.broker import PrivateBroker
from infra.local.database import PrivateDatabase
from infra.local.files import own_folder
from infra.local.ports import Ports
from infra.local.secret_file import SecretFile
from infra.local.servers import Given
from infra.local.tls_files import TlsFiles


class LocalStack:
    """A private RabbitMQ and mongod in one folder, on loopback, on ports of their own.

    Starting what runs and stopping what is stopped do nothing. Where `given` names a server, that one is
    used, and neither started nor stopped. Each part also starts alone: `stack.broker.start()`,
    `stack.database.start()`.
    """

    def __init__(
        self,
        folder: Path,
        given: Given | None = None,
        cache_gigabytes: float = 0.5,
        tls: TlsFiles | None = None,
    ) -> None:
        """`folder` is made when missing and belongs to this stack alone; keep it inside the clone. tls: what private
        servers show to clients that come by TLS, beside those that come in clear."""
        self.folder = own_folder(folder).resolve()
        self.given = given or Given()
        self.secrets = SecretFile(self.folder)
        self.broker = PrivateBroker(self.folder, tls)
        self.database = PrivateDatabase(self.folder, cache_gigabytes, tls)
        self._ports = Ports(self.folder)

    @classmethod
    def from_environment(cls, folder: Path, environ: Mapping[str, str]) -> "LocalStack":
        """The stack with given servers where AMQP_URL or MONGODB_URL is set.

        COULISSE_MONGOD_CACHE_GB sets the private mongod's cache in gigabytes (0.5; mongod's least is 0.25).
        """
        cache_gigabytes = float(environ.get("COULISSE_MONGOD_CACHE_GB") or 0.5)
        return cls(folder, Given.read(environ), cache_gigabytes)

    def start(self) -> None:
        """Starts what is private, both at the same time. Raises LocalStackError when one does not come up."""
        starts = [part.start for part in self._private_parts()]
        with ThreadPoolExecutor(max_workers=2) as pool:
            for started in [pool.submit(start) for start in starts]:
                started.result()

    def stop(self) -> None:
        """Stops what is private and running."""
        stops = [part.stop for part in self._private_parts()]
        with ThreadPoolExecutor(max_workers=2) as pool:
            for stopped in [pool.submit(stop) for stop in stops]:
                stopped.result()

    def restart_broker(self) -> None:
        """Stops and starts the private broker; its durable messages stay."""
        self.broker.stop()
        self.broker.start()

    @property
    def amqp_admin_url(self) -> str:
        """An account that may configure the broker; a given AMQP_URL is taken at its word."""
        return self.given.amqp_url or self.broker.amqp_url

    @property
    def management_url(self) -> str | None:
        """The management HTTP API with credentials; None when a given broker's is not known."""
        return self.given.management_url if self.given.amqp_url else self.broker.management_url

    @property
    def mongodb_admin_url(self) -> str:
        """An account that may make users and indexes; a given MONGODB_URL is taken at its word."""
        return self.given.mongodb_admin_url or self.given.mongodb_url or self.database.url

    @property
    def ports(self) -> dict[str, int]:
        """The ports chosen so far: amqp, management, distribution, epmd, mongodb, gateway."""
        return self._ports.known()

    def gateway_port(self) -> int:
        """Where this folder's gateway listens: 8080 if it was free at first."""
        return self._ports.keep("gateway", preferred=8080)

    def keep_port(self, name: str) -> int:
        """The port of that name, chosen once for this folder."""
        return self._ports.keep(name)

    def move_gateway(self) -> int:
        """Gives the gateway another port where a stranger took its own; only while it is stopped."""
        self._ports.renew_if_taken("gateway")
        return self.gateway_port()

    def _private_parts(self) -> list[PrivateBroker | PrivateDatabase]:
        parts: list[PrivateBroker | PrivateDatabase] = []
        if not self.given.amqp_url:
            parts.append(self.broker)
        if not self.given.mongodb_url:
            parts.append(self.database)
        return parts
