"""Country packs: what is true of one country, as data and its loaders."""
