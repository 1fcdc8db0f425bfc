"""Time limits of cases."""
