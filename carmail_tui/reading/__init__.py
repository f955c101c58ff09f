"""What comes from outside, read into the objects of the other rooms; no database."""
