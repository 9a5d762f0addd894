"""The preview of ``noticeboard serve``: pages filled on request from data that stay in memory."""
