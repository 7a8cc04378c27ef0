"""A folder that stands for a sender of text messages, who fetches them from there."""

from portal.adapters.out_folder import OutFolder
from portal.ports.sms import Sms


class FolderSms(OutFolder):
    """Puts each text message into a folder, one file each."""

    def send(self, sms: Sms) -> str:
        """Put one down; the same key again changes nothing. Raises NotSentError."""
        return self.put(sms.key, {"to": sms.to, "body": sms.body, "language": sms.language})
