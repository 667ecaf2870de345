"""The page of the atlas: one static file to browse every coefficient."""
