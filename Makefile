# The work is in make.py, so that Windows can do the same without make.
PYTHON ?= python3

.PHONY: run test bench soak screenshots
run test bench soak screenshots:
	@$(PYTHON) make.py $@
