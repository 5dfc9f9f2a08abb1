"""Run notebooks and build the gallery that a newcomer opens first."""

from casekit.study.gallery import build
from casekit.study.plan import Page, plan

__all__ = ["Page", "build", "plan"]
