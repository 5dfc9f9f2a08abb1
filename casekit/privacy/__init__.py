"""What is handed on names nobody: pseudonyms, ids alone, and the erasure of one account.

Work on your own machine goes by the names that the archive has. What others are to have goes
through :func:`pseudonymise` or :func:`stored` first; everything else in casekit takes what comes
out of them like any other archive.
"""

from casekit.privacy.erasure import Erasure, erase
from casekit.privacy.frames import Handed, ids, pseudonymise, public, stored
from casekit.privacy.keys import new_key

__all__ = ["Erasure", "Handed", "erase", "ids", "new_key", "pseudonymise", "public", "stored"]
