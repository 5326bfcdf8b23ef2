"""lms-core: rules, paths, grades and certificates, explained.

Definitions, records, questions and answers are JSON text; errors are `LmsError`
with `code`, `message` and `details`.
"""

from .native import Catalogue, Learner, LmsError

__all__ = ["Catalogue", "Learner", "LmsError"]
