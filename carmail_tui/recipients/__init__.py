"""Whom to write to: clients, their address books, criteria, the selection and its reasons."""
