"""What directives compute without a database: what is ordered, who is late on working days, to whom it goes up."""
