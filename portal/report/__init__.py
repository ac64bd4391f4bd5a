"""The report: a run told from verdict to data quality, in one HTML file that opens without the portal."""
