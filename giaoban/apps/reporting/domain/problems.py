"""What is wrong with a form definition, said so that its author can mend it."""

from dataclasses import dataclass

from giaoban.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `where` is the path in the definition (`sections[2].indicators[0].decimals`)."""

    where: str
    message: str
    remedy: str


class FormDefinitionInvalid(Invalid):
    """A definition cannot be used. `source` names the file, `faults` every fault found, in order."""

    code = "reporting.form_definition_invalid"

    def __init__(self, source: str, faults: tuple[Problem, ...]) -> None:
        self.source = source
        self.faults = faults
        pairs = tuple((fault.where, f"{fault.message} {fault.remedy}".rstrip()) for fault in faults)
        lines = [f"{source}: {where}: {sentence}" for where, sentence in pairs]
        super().__init__("\n".join(lines), problems=pairs)
