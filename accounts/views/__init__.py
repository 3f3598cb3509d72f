"""Pages about people and organizations, a file a resource."""
