"""The settings file, the secrets beside it, and where files lie."""
