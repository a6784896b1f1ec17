"""The course: the command line, the terminal app, quizzes and progress. Talks to the engine through its public API."""

__version__ = "0.1.0"
