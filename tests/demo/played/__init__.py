"""What the demonstration left behind: played once by `./run test`, looked at here."""
