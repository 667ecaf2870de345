"""Exact worst cases on the line, and what they imply in every dimension: ``solver`` finds certificates, ``solution``
turns them into evidence."""
