"""Ids made at the door."""

import re

from gateway.ids import new_id


def test_ids_are_version_7_and_sort_by_time() -> None:
    ids = [new_id("case") for _ in range(1000)]

    assert all(re.fullmatch(r"case_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}", id) for id in ids)
    assert len(set(ids)) == 1000
    moments = [id[5:17] for id in ids]
    assert moments == sorted(moments)
