"""The pages of the kernel: home, board, list, case, acts, search, one subject."""
