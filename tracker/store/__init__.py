"""The only code that knows git, YAML and paths: what lies in files becomes records, and problems get their places."""
