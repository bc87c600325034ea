"""A plan as a file: PDF, Word, Excel, JSON. Shows what one reader may see, in the form that the hubs know."""
