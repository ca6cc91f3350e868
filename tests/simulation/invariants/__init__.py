"""What must be true of all services together once nothing is in flight any more."""

from tests.simulation.invariants.books import check_books
from tests.simulation.invariants.evidence import SimulatedEvidence
from tests.simulation.invariants.messages import check_messages
from tests.simulation.invariants.outside import check_outside
from tests.simulation.invariants.progress import check_progress
from tests.simulation.invariants.shelves import check_shelves
from tests.simulation.invariants.stories import check_stories
from tests.simulation.invariants.tenants import check_tenants
from tests.simulation.world import World


def check_at_rest(world: World) -> None:
    """Raises BrokenInvariantError."""
    evidence = SimulatedEvidence(world)
    check_messages(world)
    check_progress(evidence)
    check_stories(evidence)
    check_books(evidence)
    check_shelves(evidence)
    check_outside(world)
    check_tenants(evidence)
