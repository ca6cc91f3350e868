"""A period that key figures cannot be told of."""

from datetime import timedelta

from gateway.refusing.problems import Fault, Problem, invalid


def unusable_period(longest: timedelta) -> Problem:
    """For one that is empty, or longer than so many days."""
    return invalid(
        Fault(
            "unusable_period",
            "The period is empty, or longer than {days} days.",
            "Give a shorter one that ends after it begins.",
            parameter="since",
            values={"days": longest.days},
        )
    )
