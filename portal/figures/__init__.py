"""Frames or arrays in, plotly figures and plain sentences about them out. Knows nothing else of the portal."""
