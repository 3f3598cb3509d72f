"""An uploaded file of predictions, read into checked arrays; knows no framework."""
