"""Widgets that show the objects of the rooms and know nothing of where they come from."""
