"""The engine: Workers-shaped isolates, their event loop and their trace. Knows nothing of terminals or lessons."""
