"""Parts of Profiles."""
