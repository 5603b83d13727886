"""Attendance, consensus and plans of conferences as values."""
