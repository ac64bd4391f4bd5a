"""Long work: the background callback, the job's own process, and what it may run."""
