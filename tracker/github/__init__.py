"""Issues of a GitHub repository: read through PyGithub, translated into records, merged with what was written by hand, planned."""
