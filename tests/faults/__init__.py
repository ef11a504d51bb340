"""Faults on purpose: kills, full disks, mutated files, builds under load. `python -m tests.faults` runs the full counts."""
