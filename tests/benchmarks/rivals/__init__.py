"""What the program is measured beside, each a process of its own."""
