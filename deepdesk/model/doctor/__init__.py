"""The doctor: what is wrong with a network, on which layer, why, and what helps."""

from deepdesk.model.doctor.examination import examine, repair

__all__ = ["examine", "repair"]
