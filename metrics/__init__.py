"""What a model is worth: business metrics, predictions, profit curves, and following them."""
