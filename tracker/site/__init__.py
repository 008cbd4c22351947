"""What readers see: pages, feeds, the API, and the one place where strangers' text is made harmless. Pure: views in, outputs out."""
