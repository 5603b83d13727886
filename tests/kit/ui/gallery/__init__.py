"""A site of made-up rows on which every part of the kit is looked at and tested; all data is synthetic."""
