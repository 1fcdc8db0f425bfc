"""The office's own templates of papers and its word in their numbers. Issuing papers belongs to the page of a case."""
