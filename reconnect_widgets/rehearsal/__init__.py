"""The rehearsal: conversations with branches, and how one goes through them."""
