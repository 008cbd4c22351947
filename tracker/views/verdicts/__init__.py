"""Is this account really staff? The question read, the published index asked, one verdict given. The browser's twin is theme/assets/tracker/verdict/."""
