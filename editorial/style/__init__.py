"""House style: what a text says otherwise than the desk would, with a reason and a
mend for each. The desk writes the rules in its own table; a machine shows, a person
decides, and nothing here ever changes a text or holds one up.
"""

from editorial.style.finding import FIELDS, Finding
from editorial.style.report import Report, report_on

__all__ = ["FIELDS", "Finding", "Report", "report_on"]
