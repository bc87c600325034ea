"""Files that people take along: PDF, Word, Excel, CSV. Knows no domain app.

Every maker takes plain values and gives bytes. What somebody typed is data, never markup, a formula or XML.
"""
