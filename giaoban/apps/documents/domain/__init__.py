"""Papers and their layouts as values: no database, no files.

`paper` says what stands on a paper, `layout` how a family of organisations lays it out,
`setting` joins the two into lines ready to be drawn, `symbol` reads number and symbol.
"""
