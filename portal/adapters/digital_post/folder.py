"""A folder that stands for digital post: whoever runs the real one fetches letters from there."""

from portal.adapters.out_folder import OutFolder
from portal.ports.post import DigitalLetter


class FolderPost(OutFolder):
    """Puts each letter into a folder as a PDF, and beside it what it is."""

    def deliver(self, letter: DigitalLetter) -> str:
        """Put one letter down; the same key again changes nothing. Raises NotSentError."""
        told = {
            "recipient": letter.recipient,
            "title": letter.title,
            "language": letter.language,
        }
        return self.put(letter.key, told, pdf=letter.pdf)
