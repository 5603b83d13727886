"""Users, appointments and signing in."""
