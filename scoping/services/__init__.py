"""What people do with projects and charters."""
