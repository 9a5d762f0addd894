"""How long ``noticeboard fetch`` takes for a million invented answers, and how much memory."""
