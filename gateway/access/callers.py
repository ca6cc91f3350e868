"""Who is calling, however they have shown it."""

from dataclasses import dataclass
from typing import Literal

from gateway.access.scopes import actor_kind
from gateway.answering.versions import CURRENT
from shared.contracts.sandbox import SUFFIX
from shared.contracts.values import Actor

Mode = Literal["live", "test"]


def sandbox_of(owner: str, generation: int = 1) -> str:
    """The name under which an organisation's trials are kept: `acme~test`, and `acme~2~test` once they were begun
    anew. No organisation can be called that: names have no tilde, so what is kept under it is as far from live data
    as any other organisation's."""
    return f"{owner}{SUFFIX}" if generation == 1 else f"{owner}~{generation}{SUFFIX}"


def tenant_of(owner: str, mode: Mode) -> str:
    """Whose data a credential of this organisation opens."""
    return owner if mode == "live" else sandbox_of(owner)


@dataclass(frozen=True, slots=True)
class Budget:
    """Requests a minute for one client; None: the setting."""

    reads: int | None = None
    writes: int | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """The tenant comes from the credential and from nowhere else. key: the id of the API key, empty for a token of an
    outside provider; version: of the interface, as pinned to the credential."""

    key: str
    tenant: str
    client: str
    role: str
    scopes: frozenset[str]
    mode: Mode = "live"
    version: str = CURRENT
    budget: Budget = Budget()

    @property
    def actor(self) -> Actor:
        """As messages name them."""
        return Actor(kind=actor_kind(self.role), id=self.client)

    @property
    def sandbox(self) -> bool:
        """Whether nothing of this is real."""
        return self.mode == "test"

    @property
    def owner(self) -> str:
        """The organisation, whichever of its two sides the credential opens."""
        return self.tenant.partition("~")[0]

    @property
    def side(self) -> str:
        """Its live or its test side: the same before and after a sandbox was begun anew."""
        return tenant_of(self.owner, self.mode)
