"""The harness behind `make bench`, on a real platform."""
