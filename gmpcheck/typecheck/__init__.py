"""The checker: parsed specs in, typed models or every error out."""

from gmpcheck.typecheck.check import Checked, check, check_expression
from gmpcheck.typecheck.variants import variants_of

__all__ = ["Checked", "check", "check_expression", "variants_of"]
