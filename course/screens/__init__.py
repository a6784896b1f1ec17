"""The screens of the course, each imported when it is first opened."""
