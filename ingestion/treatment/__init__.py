"""What is done to a page image before it is read, chosen by what is measured on it."""
