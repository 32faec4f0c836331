"""Import of tables kept elsewhere: reading, mapping, checking, applying. Other apps add their importers on top."""
