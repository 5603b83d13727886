"""Conferences: agenda, sites, attendance by count, papers, the chair's conclusions."""
