"""What must be true of all services together: at every commit, and once nothing is in flight any more.

Each watch remembers what it has seen and checks only what was touched since it last looked.
"""

from tests.simulation.invariants.approvals import Approvals
from tests.simulation.invariants.audits import Audits
from tests.simulation.invariants.books import Books
from tests.simulation.invariants.comings_back import ComingsBack
from tests.simulation.invariants.credit import Credit
from tests.simulation.invariants.digests import Digests
from tests.simulation.invariants.erp import ErpBooks
from tests.simulation.invariants.evidence import SimulatedEvidence
from tests.simulation.invariants.figures import Figures
from tests.simulation.invariants.letters import Letters
from tests.simulation.invariants.lots import Lots
from tests.simulation.invariants.messages import Messages
from tests.simulation.invariants.order_of_things import OrderOfThings
from tests.simulation.invariants.progress import Progress
from tests.simulation.invariants.shelves import Shelves
from tests.simulation.invariants.stories import Stories
from tests.simulation.invariants.tenants import Tenants
from tests.simulation.invariants.webhooks import Webhooks
from tests.simulation.invariants.wishes import Wishes
from tests.simulation.invariants.worth import Worth
from tests.simulation.world import World

OF_SERVICES = (
    Progress,
    Stories,
    Books,
    Credit,
    Shelves,
    Tenants,
    Wishes,
    Letters,
    Lots,
    Worth,
    ComingsBack,
    Approvals,
)
"""What holds of the services' databases, wherever they are: see Evidence."""


def watch(world: World) -> None:
    """Have every invariant watched from now on."""
    for kind in (Messages, ErpBooks, Webhooks, Digests, OrderOfThings, Audits):
        world.witness.add(kind(world))
    for of_services in (*OF_SERVICES, Figures):
        world.witness.add(of_services(SimulatedEvidence(world)))
