"""From a business problem to a signed charter."""
