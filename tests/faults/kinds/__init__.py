"""Every kind of fault: one file for what it strikes, all of them in one table."""

from tests.faults.kinds.broker import BROKER
from tests.faults.kinds.clocks import CLOCKS
from tests.faults.kinds.crossings import CROSSINGS
from tests.faults.kinds.database import DATABASE
from tests.faults.kinds.kind import Kind
from tests.faults.kinds.network import NETWORK
from tests.faults.kinds.partners import PARTNERS
from tests.faults.kinds.programs import PROGRAMS

KINDS: tuple[Kind, ...] = (*PROGRAMS, *BROKER, *DATABASE, *NETWORK, *CLOCKS, *PARTNERS, *CROSSINGS)
