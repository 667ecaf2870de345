"""The page of the atlas: one static file to browse every coefficient, and the command that makes it."""
