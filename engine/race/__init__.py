"""Cold starts against each other: one Worker from nothing to its first response, as isolate, process, container."""
