"""The parts of `make bench`: each measures one thing on a workbench and notes its figures."""
