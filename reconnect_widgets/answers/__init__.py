"""What is kept: answers in a file or in a browser, and all that opens, locks, checks and erases them."""
