"""Reporting rules and value objects that need no database: forms, arithmetic, workbooks, doubts."""
