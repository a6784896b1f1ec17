"""What a lesson is made of on screen, one widget a file. State comes down, messages go up; none knows the engine."""
