"""What would have followed an earlier answer: simulated, with none and harm in its effect."""

from casekit.whatif.answer import Answer, answer
from casekit.whatif.effects import CITED, Effect, chances, fixed
from casekit.whatif.learning import learn, placebos

__all__ = ["CITED", "Answer", "Effect", "answer", "chances", "fixed", "learn", "placebos"]
