"""A scored file as one page of HTML that needs nothing else: no network, no server, no other file.

gathered  what the page shows, from one pass over the scored file (or of two, row by row)
write     the page around it
page.*    its structure, its looks, what it does: plain files, put in as they are; formulas.js draws formulas
"""

from verifiers.report.gathered import Gathered, gather
from verifiers.report.write import page_of

__all__ = ["Gathered", "gather", "page_of"]
