"""Makes coremltools write small programs from here on: fewer constants, shorter names.

The passes on constants replace coremltools' own by name, because compressing a program and joining functions convert it
again, with the default passes.
"""

from coremltools.converters.mil.mil import Block, Operation, Program, Var
from coremltools.converters.mil.mil.passes.defs.cleanup import const_deduplication, const_elimination
from coremltools.converters.mil.mil.passes.graph_pass import AbstractGraphPass
from coremltools.converters.mil.mil.passes.pass_registry import register_pass

# Axes, permutations and the like too, of which a SwinIR has hundreds that are equal; coremltools shares those of 100 elements or more.
const_deduplication._const_threshold = 1  # noqa: SLF001 (its option sets the same, but only of one conversion's pipeline)


@register_pass(namespace="common", override=True, name="const_elimination")
class fold_constants(const_elimination):
    """Folds what constants determine, except matrix products of constants and values computed from those.

    A SwinIR would otherwise store its position biases spread out, at some fifteen times the size of their tables.
    """

    def apply(self, prog: Program) -> None:
        for function in prog.functions.values():
            hide_products(function)
        super().apply(prog)


def hide_products(block: Block) -> None:
    """Makes matrix products look like values that are known only when the program runs."""
    unknown: set[Var] = set()
    for operation in block.operations:
        if operation.op_type == "matmul" or not unknown.isdisjoint(list_inputs(operation)):
            for output in operation.outputs:
                output._sym_val = None  # noqa: SLF001 (`val` reads it and has no setter)
                unknown.add(output)


def list_inputs(operation: Operation) -> list[Var]:
    inputs = operation.inputs.values()
    return [var for value in inputs for var in (value if isinstance(value, list | tuple) else [value])]


@register_pass(namespace="common", override=True, name="const_deduplication")
class share_constants(const_deduplication):
    """Shares equal flags and words too, such as a product's `transpose_x`, of which coremltools gives each operation its own."""

    def apply(self, prog: Program) -> None:
        super().apply(prog)
        for function in prog.functions.values():
            self.share_words(function)

    def share_words(self, block: Block) -> None:
        first: dict[tuple[type, object], Var] = {}
        duplicates: dict[Var, list[Var]] = {}
        for operation in block.find_ops(op_type="const"):
            value = operation.outputs[0].val
            if isinstance(value, bool | str):
                unique = first.setdefault((type(value), value), operation.outputs[0])
                if unique is not operation.outputs[0]:
                    duplicates.setdefault(unique, []).append(operation.outputs[0])
        self.remove_duplicate_ops(block, duplicates, force_replace=False)


CAST = "_cast_fp16"


@register_pass(namespace="zoo")
class same_names(AbstractGraphPass):
    """Names values in half precision as in single precision, without coremltools' `_cast_fp16`.

    Linear layers keep different names, because coremltools renumbers them when it lowers the precision.
    """

    def apply(self, prog: Program) -> None:
        for function in prog.functions.values():
            taken = {output.name for operation in function.operations for output in operation.outputs}
            for operation in function.operations:
                for output in operation.outputs:
                    short = output.name.replace(CAST, "")
                    if short not in taken:
                        taken.add(short)
                        output.name = short
                operation.name = operation.name.replace(CAST, "")
