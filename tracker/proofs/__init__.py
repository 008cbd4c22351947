"""Account verification: what an account should show (pure), what it shows (the network), what follows from that (pure)."""
