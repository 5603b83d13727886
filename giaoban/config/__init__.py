"""The wires: settings, urls, the API, the processes and the command line. May import everything."""
