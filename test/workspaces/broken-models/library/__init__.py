"""Models with deliberate mistakes. Nothing is imported here: each module is tried alone."""
