"""Pages of objectives, projects and charters."""
