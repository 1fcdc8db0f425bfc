"""The holidays of each year and the table of time limits."""
