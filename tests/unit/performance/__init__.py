"""The harness behind `make bench`, as far as it needs nothing that runs."""
