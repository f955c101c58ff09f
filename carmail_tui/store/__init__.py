"""The database: models, opening, and one module of queries for each room."""
