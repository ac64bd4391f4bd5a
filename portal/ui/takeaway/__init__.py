"""Take away: customers, report and notebook of the run that a page shows."""
