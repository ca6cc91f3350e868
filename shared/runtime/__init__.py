"""Consume, load, decide, commit, publish, acknowledge: for many messages at a time."""
