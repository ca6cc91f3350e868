"""Answers: pages, tags, versions, CSV."""
