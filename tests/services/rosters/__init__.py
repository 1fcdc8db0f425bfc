"""The rosters and who stood when."""
