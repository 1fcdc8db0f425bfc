"""The practice city: the same for the same seed, right in form, varied, and reported as a real one would be."""
