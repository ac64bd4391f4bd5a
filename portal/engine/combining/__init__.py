"""Tables of the same customers side by side: keys that match, many lines as one, units and names kept."""
