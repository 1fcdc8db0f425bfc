"""Letters and their answers."""
