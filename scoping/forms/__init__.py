"""Forms of objectives, worksheets and charters."""
