"""Backup and restore: one archive that works on either database, and can be read without us.

The archive is a ``tar.gz``. ``data/`` holds a file per model with one JSON object a line, ``files/`` the stored files,
``extra/`` what apps add, and ``manifest.json``, the last member, says what should be there: versions, counts,
checksums.
"""
