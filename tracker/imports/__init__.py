"""Records proposed from what other systems hold. A proposal is a plan of files; only what a reviewed merge lists is confirmed."""
