"""What people do, one scene a module."""
