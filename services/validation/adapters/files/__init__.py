"""Checks of files, each a pure function of the bytes. Run in the inspecting program, never in the service
itself."""
