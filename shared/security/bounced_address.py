"""How an address that takes no mail is known again without being kept."""

from shared.security.sealing import Sealer

_PURPOSE = "bounced-address"


def bounce_ids(sealer: Sealer, address: str) -> tuple[str, ...]:
    """Keyed hashes of a mail address, such as `bnc_0198...`: under the present master key first, then under those
    before it. The domain is written in any case (RFC 5321, section 2.4), the part before it counts as it is."""
    local, _, domain = address.rpartition("@")
    digests = sealer.digests(f"{local}@{domain.lower()}".encode(), _PURPOSE)
    return tuple(f"bnc_{digest[:32]}" for digest in digests)
