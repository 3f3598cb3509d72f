"""Published reports: one frozen result as web page, PDF, slides and tables."""
