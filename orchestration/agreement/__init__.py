"""The agreement as people handle it: shown, compared, drafted, signed, verified.

What a seed is, what a version's content is and which hash it has is said in `orchestration.seeds`.
"""

from orchestration.agreement.versions import Agreement, content_hash

__all__ = ["Agreement", "content_hash"]
