"""The backend, under the name that Django looks for."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from proviso_site.database.outage import outage


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, where a new connection fails at once while the database is known to be down."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection; raises ``OperationalError`` without waiting during an outage."""
        if outage.is_on():
            raise psycopg.OperationalError("The database did not answer when it was last asked.")
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            # A pool that is merely used up fails in the same way, so the database itself is asked.
            self.suspect_outage()
            raise

    def suspect_outage(self) -> None:
        """Find out, aside, whether the database is down; connections that died with it are replaced afterwards."""
        parameters, pool = self.get_connection_params(), self.pool

        def ask() -> None:
            psycopg.connect(**parameters).close()

        outage.suspect(ask, pool.check if pool else lambda: None)
