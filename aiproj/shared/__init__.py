"""Small pure helpers that every app uses; nothing here imports Django."""
