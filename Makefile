# The work is in make.py, so that Windows can do the same without make.
PYTHON ?= python3

.PHONY: run test bench screenshots
run test bench screenshots:
	@$(PYTHON) make.py $@
