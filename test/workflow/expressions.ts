import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** What expressions see of a job: github, env, needs and the like. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How what came before has ended, for success(), failure(), cancelled() and always(). */
export type Status = 'success' | 'failure' | 'cancelled';

/** Whether a step or job runs. A condition that asks for no status is asked after success alone, as is none at all. */
export function isDue(condition: string | boolean | undefined, contexts: Contexts, status: Status): boolean {
  const expression = String(condition ?? 'success()').replace(/^\s*\$\{\{([^]*)\}\}\s*$/, '$1');
  const whole = /\b(?:success|failure|cancelled|always)\(\)/.test(expression)
    ? expression
    : `success() && (${expression})`;
  return isTrue(evaluate(whole, contexts, status));
}

/** A text with every `${{ }}` in it replaced by its value. */
export const filledIn = (text: string, contexts: Contexts): string =>
  text.replaceAll(/\$\{\{([^]*?)\}\}/g, (_, expression: string) =>
    evaluate(expression, contexts, 'success').coerceString(),
  );

function evaluate(expression: string, contexts: Contexts, status: Status): data.ExpressionData {
  const statusIs = (name: string, is: boolean) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(is),
  });
  const functions = [
    statusIs('success', status === 'success'),
    statusIs('failure', status === 'failure'),
    statusIs('cancelled', status === 'cancelled'),
    statusIs('always', true),
  ];
  const parsed = new Parser(new Lexer(expression.trim()).lex().tokens, Object.keys(contexts), functions).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(parsed, known, new Map(functions.map((known) => [known.name, known]))).evaluate();
}

const isTrue = (value: data.ExpressionData): boolean =>
  value.kind === data.Kind.Boolean ? value.value : !['', '0', 'false'].includes(value.coerceString());
