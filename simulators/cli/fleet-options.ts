/** Which trucks `simulate` plays and what goes wrong with them, as its options say. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { PERFECT_SCENARIO, PLAIN_SCENARIO, parseScenario, type Scenario } from '../fleet/scenario.ts';
import { TruckSpec, type TruckSpecInput } from '../truck/spec.ts';
import { countedTruckIds } from './broker-options.ts';
import { readText, textOf, UsageError, type Values, wholeNumberOf } from './command-line.ts';

export function scenarioOf(values: Values): Scenario {
  const scenario = namedScenarioOf(values);
  return values['follow-schedule'] === true ? { ...scenario, followSchedule: true } : scenario;
}

function namedScenarioOf(values: Values): Scenario {
  const name = textOf(values, 'scenario');
  if (name === undefined) return PLAIN_SCENARIO;
  if (name === 'none') return PERFECT_SCENARIO;
  const shipped = join(dirname(fileURLToPath(import.meta.url)), '..', 'scenarios', `${name}.json`);
  const file = !existsSync(name) && existsSync(shipped) ? shipped : name;
  if (!existsSync(file))
    throw new UsageError(`--scenario ${name}: neither a file nor one of the scenarios that --help lists`);
  const result = parseScenario(readText('--scenario', file));
  if (!result.ok) throw new UsageError(`--scenario ${file}:\n  ${result.problem.replaceAll('\n', '\n  ')}`);
  return result.scenario;
}

export function trucksOf(values: Values): readonly TruckSpecInput[] {
  const file = textOf(values, 'fleet');
  if (file === undefined) {
    return countedTruckIds(wholeNumberOf(values, 'trucks', 10, 1, 100_000)).map((truckId) => ({ truckId }));
  }
  let value: unknown;
  try {
    value = JSON.parse(readText('--fleet', file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--fleet ${file}: is not JSON`);
  }
  const parsed = z.array(TruckSpec).min(1).safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UsageError(`--fleet ${file}: ${issue?.path.join('.')}: ${issue?.message}`);
}
