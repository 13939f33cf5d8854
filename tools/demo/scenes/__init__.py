"""The scenes of the demonstration, one per module."""
