"""What the list of files to delete holds about people."""

from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal
from privacy.retention.removal.models import LeftoverFile

# It lives for seconds, and leads to nobody but by the name of the file that is deleted with it.
exempt(LeftoverFile, NotPersonal.PLUMBING)
