/**
 * One line of a recording, NDJSON: what was published where and when.
 *
 *   {"topic":"digitruck/v1/DT-01/telemetry","at":"2026-11-23T07:15:00.000Z","payload":{...}}
 *   {"topic":"digitruck/v1/DT-01/telemetry","at":"...","encoding":"base64","payload":"AP8="}
 *
 * A payload that is JSON stands there as it is; anything else as base64. `retained` marks what the broker had kept.
 */
import { z } from 'zod';

export const RecordingLine = z.object({
  topic: z.string().min(1),
  at: z.iso.datetime(),
  payload: z.json(),
  encoding: z.literal('base64').optional(),
  retained: z.boolean().optional(),
});
export type RecordingLine = z.infer<typeof RecordingLine>;

/** The line (without its end) for a message. */
export function recordingLine(message: {
  readonly topic: string;
  readonly at: string;
  readonly payload: Buffer;
  readonly retained?: boolean;
}): string {
  const text = message.payload.toString();
  let payload: string | undefined;
  // Byte for byte as it came, where that fits into one line.
  if (Buffer.from(text).equals(message.payload)) {
    try {
      const value: unknown = JSON.parse(text);
      payload = /[\r\n]/.test(text) ? JSON.stringify(value) : text;
    } catch {
      payload = undefined;
    }
  }
  const head = `{"topic":${JSON.stringify(message.topic)},"at":"${message.at}"`;
  const retained = message.retained === true ? ',"retained":true' : '';
  return payload === undefined
    ? `${head}${retained},"encoding":"base64","payload":"${message.payload.toString('base64')}"}`
    : `${head}${retained},"payload":${payload}}`;
}

export type ParsedLine =
  | { readonly ok: true; readonly line: RecordingLine }
  | { readonly ok: false; readonly problem: string };

export function parseRecordingLine(text: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'is not JSON' };
  }
  const parsed = RecordingLine.safeParse(value);
  if (parsed.success) return { ok: true, line: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, problem: `${issue?.path.join('.') || 'the line'}: ${issue?.message}` };
}

/** The bytes to publish. */
export function payloadOf(line: RecordingLine): Buffer {
  return line.encoding === 'base64'
    ? Buffer.from(String(line.payload), 'base64')
    : Buffer.from(JSON.stringify(line.payload));
}
