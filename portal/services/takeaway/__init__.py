"""What people take away from a run: its customers for other systems, and a notebook that repeats it."""
