"""Import the models of every noun, so that Django finds them."""
