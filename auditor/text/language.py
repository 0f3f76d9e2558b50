"""The one handle on everything that knows Chinese: lexicons and segmentation.

Built once per run from the settings and passed down; holds caches, so texts that repeat are
analysed once.
"""

from __future__ import annotations
