"""The same work done the usual way, to measure Coulisse against."""
