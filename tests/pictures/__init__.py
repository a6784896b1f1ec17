"""Pictures of the running app, for README.md; `python -m tests.pictures.make` makes them anew."""
