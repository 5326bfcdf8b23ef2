"""lms-core: rules, paths, grades and certificates, explained."""

from .native import Catalogue, Learner, LmsError

__all__ = ["Catalogue", "Learner", "LmsError"]
