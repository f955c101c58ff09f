"""The ledger: accounting documents, whose they are, and to which address they go."""
