"""What every app may import; knows none of them."""
