"""What a rule computes, as data: a closed list of forms, exact and on the standard library alone.

:mod:`.forms` reads and writes a definition, :mod:`.registry` knows those of our rules by name. One form is one file.
"""
