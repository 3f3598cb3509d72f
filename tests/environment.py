"""The environment of a test run, set before the settings are read (pytest loads this first).

DATABASE_URL in the environment chooses PostgreSQL; without it the embedded default is tested.
"""

import os
import tempfile
from pathlib import Path

from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="aiproj-tests-")
Path(os.environ["DATA_DIR"], "static").mkdir()  # whitenoise warns without it
os.environ["SECRET_KEY"] = "only-for-tests-" + "0123456789" * 5
os.environ["LOG_LEVEL"] = "CRITICAL"
for name in ("REDIS_URL", "EMAIL_HOST", "SETUP_CODE", "DEBUG", "FILES_DIR", "STATIC_ROOT"):
    os.environ.pop(name, None)
if os.environ.get("DATABASE_URL"):
    os.environ["PUBLIC_URL"] = "https://testserver"
    os.environ["TRUST_PROXY_HEADERS"] = "true"
else:
    os.environ["PUBLIC_URL"] = "http://testserver"
