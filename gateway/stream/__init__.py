"""The live stream of events: a program of its own, so that idle listeners never keep requests waiting."""
