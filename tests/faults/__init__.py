"""Faults on purpose: kills, full disks, damaged files, builds under load. `make soak` runs them in full."""
