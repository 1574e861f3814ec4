"""Changes of the schema, one module each, applied in order by Alembic."""
