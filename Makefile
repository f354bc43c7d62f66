# The newsroom's commands. What each of them does is in deploy/make.py.

PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

COMMANDS := help demo test test-postgres serve lint bench environment

.PHONY: $(COMMANDS)
.DEFAULT_GOAL := help

$(COMMANDS):
	@test -n "$(PYTHON)" || { echo "newsroom: Python 3.11 or newer is needed and none was found here. Install it (on Debian: apt-get install python3 python3-venv), or name one: make $@ PYTHON=/path/to/python3." >&2; exit 1; }
	@exec "$(PYTHON)" deploy/make.py $@ $(ARGS)
