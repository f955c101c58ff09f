"""What is written: merge fields, rendering, and the bytes of a mail."""
