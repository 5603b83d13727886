"""News as text, addresses, visits, sections: computed without a database."""
