"""Databases that do not answer, as a process that is connected sees them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.db import connection
from django_q.models import OrmQ


@contextmanager
def database_away() -> Iterator[None]:
    """What a restart looks like to a process that is connected: PostgreSQL cuts
    the connection and refuses others; for SQLite, the table is not there."""
    away = postgres_away() if connection.vendor == "postgresql" else _queue_away()
    with away:
        yield


@contextmanager
def postgres_away() -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    elsewhere = connection.get_connection_params() | {"dbname": "postgres"}
    with connection.get_new_connection(elsewhere) as server:
        server.autocommit = True
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = %s",
            [name],
        )
        yield
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@contextmanager
def _queue_away() -> Iterator[None]:
    table = OrmQ._meta.db_table
    with connection.schema_editor() as editor:
        editor.alter_db_table(OrmQ, table, "elsewhere")
    yield
    with connection.schema_editor() as editor:
        editor.alter_db_table(OrmQ, "elsewhere", table)


@contextmanager
def sqlite_held(patience: float = 0.1) -> Iterator[None]:
    """Somebody hangs in the middle of a transaction: nobody else may write. Whoever
    wants to waits for so many seconds."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    usual, options["timeout"] = options["timeout"], patience
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        yield
        cursor.execute("ROLLBACK")
    options["timeout"] = usual
    connection.close()
