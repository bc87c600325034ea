"""Reading a hub's action plan from a document: bytes in, a frozen tree out. Nothing here knows the database.

Import from the modules: ``read.read_plan``, ``tree``, ``compare``, ``template``, ``refusal``. This package file stays
empty of imports, because the reader of hostile files (``child.py``) runs in a process of its own without Django.
"""
