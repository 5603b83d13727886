"""Creating users, appointing them, erasing personal data."""
