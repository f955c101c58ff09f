"""The own filter: an expression over the fields of clients, vehicles, documents and mailings."""
