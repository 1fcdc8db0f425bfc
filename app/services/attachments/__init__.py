"""Files of a case: photos, scans, PDF, documents, recordings, kept by content and looked at safely.

``kinds`` tells from the bytes what a file is and what is not taken, ``records`` is the use cases, ``previews`` has
pages and pictures drawn in a confined process by ``drawing``. The bytes lie in the store
(:mod:`app.services.storing`). Papers that this office issues are no attachments: :mod:`app.services.papers`.
"""

from app.services.attachments.records import Added, AttachmentFace, Attachments

__all__ = ["Added", "AttachmentFace", "Attachments"]
