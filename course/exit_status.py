"""What the command line tells the shell. Scripts and classes depend on these."""

DONE = 0
FAILED = 1
"""The learner's code or a check failed."""
WRONG_USAGE = 2
INTERRUPTED = 130
"""Ctrl+C, as shells count it: 128 and the number of SIGINT."""
