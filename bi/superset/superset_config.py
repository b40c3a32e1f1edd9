"""Superset's settings as the tests start it: on this machine alone, for a script and no browser."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
# the marts change every night: what was kept of an answer would outlive its night
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
