"""A report as a file: PDF, Word, Excel, newsletter. All draw the same ``document.Document``."""
