"""The Vietnam pack: areas, organisations, calendar, document layouts, forms and the demonstration scenario."""
