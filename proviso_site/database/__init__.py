"""Django's backend for PostgreSQL, for processes that answer requests: nobody waits for a database that is down."""
