"""The tables, by what they hold; `service.storage.schema` has them all."""
