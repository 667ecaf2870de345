"""What holds for every test: no property is judged by the time that it takes, and nothing is said meanwhile."""

import os

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
os.environ.setdefault("RESAM_PROGRESS", "3600")  # no lines of progress on a busy machine: stderr is compared
