"""A campaign of a minute on one broker and one database; ten minutes and clusters: `make faults`."""

import os
import secrets

import pytest

from tests.faults.campaign import Plan, run

MINUTES = float(os.environ.get("FAULTS_MINUTES", "0.8"))


@pytest.mark.timeout(900)
def test_whatever_fails_under_load_nothing_is_lost_and_nothing_is_done_twice() -> None:
    seed = int(os.environ.get("FAULTS_SEED") or secrets.randbelow(10**6))

    report = run(Plan(seed, minutes=MINUTES))

    assert report.blows, "faults were struck"
    assert report.counts["cases accepted"] > 0
    assert report.violations == []
