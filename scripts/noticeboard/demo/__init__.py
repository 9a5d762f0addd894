"""An invented town: plausible, consistent, the same for the same seed and day.

Every row says ``illustrative`` and the site is a ``demo`` one, so that each page carries
示例数据 and a production build refuses it.
"""

from noticeboard.demo.town import Size, demo_files

__all__ = ["Size", "demo_files"]
