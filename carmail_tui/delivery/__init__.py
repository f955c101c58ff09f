"""How messages leave: their states, the SMTP session, and the process that drives both."""
