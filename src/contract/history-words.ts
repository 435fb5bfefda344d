/** Steps of history and why messages are refused, apart from the schemas: browsers need the words and not the checks. */

/** Length of a step in seconds; days are UTC days. */
export const STEP_S = { '1m': 60, '15m': 900, '1h': 3600, '1d': 86_400 } as const;

export const QUARANTINE_REASONS = [
  'empty',
  'too-large',
  'not-json',
  'bad-shape',
  'bad-topic',
  'bad-sample',
  'identity-mismatch',
  'unknown-truck',
  'retired-truck',
  'future',
  'too-old',
  'conflict',
  'refused-by-database',
  'session-refused',
] as const;
