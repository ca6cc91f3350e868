"""What others may read of intake: one case, lists of cases, their story, the known case types."""
