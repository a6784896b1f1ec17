"""What a database refuses with. Apart from sql_database.py, which imports sqlite3: most Durable Objects need none."""


class SqlError(Exception):
    """SQLite, or what stands in front of it, says no. The first argument: the whole message, as workerd words it."""
