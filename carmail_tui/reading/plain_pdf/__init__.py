"""Invoices printed as PDF and nothing more: what their pages say, each field with how sure it is."""
