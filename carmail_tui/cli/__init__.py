"""The command line: one command a module, over the same verbs as the interface."""
