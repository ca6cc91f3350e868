"""Quality control of a complaint's answer: held for a share of the cases, by somebody else than who answered."""

from infra.demo.api import Json
from infra.demo.story import Stage


def controlled(stage: Stage, case: str, round: int = 1) -> bool:
    """Sees to the control if the case is one of those that are looked at, and waits for the case to close. Whether it
    was looked at."""
    read: Json = {}

    def is_chosen() -> bool:
        read.update(stage.cast.shop.case(case))
        return read["round"] == round and read["steps"]["quality"]["state"] in ("waiting", "done")

    stage.wait("quality control to choose", is_chosen)
    is_looked_at = bool(read["steps"]["quality"]["state"] == "waiting")
    if is_looked_at:
        stage.cast.supervisor.see_to(stage.until_task(case, "quality", round), "accept")
    stage.until(case, "closed")
    return is_looked_at
