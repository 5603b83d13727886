"""What people do to forms, collections and reports."""
