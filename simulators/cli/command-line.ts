/** What the simulators' commands share: options with help, errors that say what to do, Ctrl-C once and twice. */
import { readFileSync } from 'node:fs';
import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';
import { formatDuration, parseDuration } from '../fleet/duration.ts';

/** A mistake of the caller: shown without a stack, exit code 2. */
export class UsageError extends Error {}

export type OptionHelp = ParseArgsOptionDescriptor & {
  /** What stands for the value, e.g. "URL"; nothing for a switch. */
  readonly value?: string;
  readonly help: string;
};
export type Values = { readonly [name: string]: string | boolean | undefined };

function helpText(usage: string, about: string, options: Readonly<Record<string, OptionHelp>>): string {
  const rows = Object.entries({
    ...options,
    help: { type: 'boolean', short: 'h', help: 'this text' } as OptionHelp,
  }).map(([name, option]): [string, string] => [
    `  ${option.short === undefined ? '   ' : `-${option.short},`} --${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    option.help,
  ]);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const lines = rows.flatMap(([left, help]) =>
    help.split('\n').map((line, i) => (i === 0 ? left : '').padEnd(width) + line),
  );
  return `${about}\n\nUsage: ${usage}\n\n${lines.join('\n')}\n`;
}

/** Reads the command line; prints the help and exits when asked for. Throws UsageError. */
export function readCommandLine(
  usage: string,
  about: string,
  options: Readonly<Record<string, OptionHelp>>,
  argv: readonly string[],
): { values: Values; positionals: readonly string[] } {
  try {
    // "--origin -1.28,36.82": a value that begins with a minus is a number here, never an option.
    const args = argv.flatMap((word, i) => {
      if (/^-\d/.test(word) && argv[i - 1]?.startsWith('--')) return [];
      const next = argv[i + 1];
      return word.startsWith('--') && next !== undefined && /^-\d/.test(next) ? [`${word}=${next}`] : [word];
    });
    const { values, positionals } = parseArgs({
      args,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help === true) {
      process.stdout.write(helpText(usage, about, options));
      process.exit(0);
    }
    return { values: values as Values, positionals };
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message.replace(/\. To specify.*/s, '') : error}\nRun with --help to see the options.`,
    );
  }
}

/** The same for a command that takes options only. */
export function readOptions(
  usage: string,
  about: string,
  options: Readonly<Record<string, OptionHelp>>,
  argv: readonly string[] = process.argv.slice(2),
): Values {
  const { values, positionals } = readCommandLine(usage, about, options, argv);
  if (positionals[0] !== undefined) throw new UsageError(`unexpected "${positionals[0]}"; see --help`);
  return values;
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A number within bounds, or `otherwise` when the option is not given. */
export function numberOf(values: Values, name: string, otherwise: number, min: number, max: number): number {
  const text = textOf(values, name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max))
    throw new UsageError(`--${name} ${text}: must be a number from ${min} to ${max}`);
  return value;
}

export function wholeNumberOf(
  values: Values,
  name: string,
  otherwise: number,
  min: number,
  max: number,
): number {
  const value = numberOf(values, name, otherwise, min, max);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} ${value}: must be a whole number`);
  return value;
}

export function durationOf(values: Values, name: string): number | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0)
    throw new UsageError(
      `--${name} ${text}: must be a length of time, for example 90s, 10m, 36h or ${formatDuration(3 * 86_400_000)}`,
    );
  return ms;
}

export function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${option} ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** First Ctrl-C (or SIGTERM): stop gently. Second: at once. */
export function stopSignals(): { gentle: AbortSignal; hard: AbortSignal } {
  const gentle = new AbortController();
  const hard = new AbortController();
  const onSignal = () => {
    if (!gentle.signal.aborted) {
      process.stderr.write('\nStopping: finishing what is in flight. Ctrl-C again to stop at once.\n');
      gentle.abort();
    } else {
      hard.abort();
      setTimeout(() => process.exit(130), 300).unref();
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { gentle: gentle.signal, hard: hard.signal };
}

/** A command's exit code; mistakes of the caller become two lines and 2. */
export async function codeOf(
  name: string,
  command: () => Promise<number>,
  sayFault: (text: string) => void = (text) => process.stderr.write(text),
): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof Error && 'code' in error)) throw error;
    sayFault(`${name}: ${error.message}\n`);
    return 2;
  }
}

export async function run(name: string, command: () => Promise<number>): Promise<void> {
  process.exitCode = await codeOf(name, command);
}
