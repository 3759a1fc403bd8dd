"""What follows from answers, without a word of HTML: holds, the safety check, readings, guidance."""
