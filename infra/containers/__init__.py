"""Coulisse on one host, in containers."""
