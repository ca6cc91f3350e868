"""Keeps what the support team works with: failed messages and what is ordered about them."""
