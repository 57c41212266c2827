"""Keeps constants small in every program that coremltools writes from here on."""

from coremltools.converters.mil.mil import Block, Operation, Program, Var
from coremltools.converters.mil.mil.passes.defs.cleanup import const_deduplication, const_elimination
from coremltools.converters.mil.mil.passes.pass_registry import register_pass


# Axes, permutations and the like too, of which a SwinIR has hundreds that are equal; coremltools shares from 100 elements.
const_deduplication._const_threshold = 1  # noqa: SLF001 (its option sets the same, but only of one conversion's pipeline)


@register_pass(namespace="common", override=True, name="const_elimination")
class fold_constants(const_elimination):
    """Folds what constants determine, but for products of constants and what is made of those.

    A SwinIR would otherwise hold what its position biases spread to, some fifteen times their size. It takes the place of the
    pass of coremltools by name, since compressing a program and joining functions convert it again, with default passes.
    """

    def apply(self, prog: Program) -> None:
        for function in prog.functions.values():
            forget_products(function)
        super().apply(prog)


def forget_products(block: Block) -> None:
    """Makes them look like values that only running will tell."""
    unknown: set[Var] = set()
    for operation in block.operations:
        if operation.op_type == "matmul" or not unknown.isdisjoint(given(operation)):
            for output in operation.outputs:
                output._sym_val = None  # noqa: SLF001 (what `val` reads; it cannot be set otherwise)
                unknown.add(output)


def given(operation: Operation) -> list[Var]:
    inputs = operation.inputs.values()
    return [var for value in inputs for var in (value if isinstance(value, list | tuple) else [value])]
