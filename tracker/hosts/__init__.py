"""Where a site is built: MkDocs as the host of its chrome, and the builds, checks and previews that use it."""
