"""From a question to an answer: reading it, asking the index, explaining what was found."""
