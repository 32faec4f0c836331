"""The law of accidents as pure functions: which procedure, liability, the ten-minute clock."""
