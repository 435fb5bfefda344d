/** Sends a file and reads the answer line by line while it comes (NDJSON), for progress. The last line is the result. */
import type { SiteImportLine } from '@digitruck/contract/registry';
import { apiUrl, type Failure, problemOf, type Query, type Result } from '../../../shared/http.ts';

export type ImportProgress = Extract<SiteImportLine, { readonly done: number }>;
export type ImportDone = Extract<SiteImportLine, { readonly phase: 'done' }>;

export async function sendFile(
  file: Blob,
  query: Query,
  onProgress: (line: ImportProgress) => void,
  signal?: AbortSignal,
): Promise<Result<ImportDone>> {
  let response: Response;
  try {
    response = await fetch(apiUrl('/sites/import', query), {
      method: 'POST',
      headers: { accept: 'application/x-ndjson, application/problem+json', 'content-type': 'text/csv' },
      body: file,
      credentials: 'same-origin',
      signal,
    });
    if (!response.ok || response.body === null) {
      const answer = await response.json().catch(() => undefined);
      return { ok: false, failure: asFailure(problemOf(response, answer)) };
    }
    for await (const text of textLines(response.body)) {
      const line = JSON.parse(text) as SiteImportLine;
      if (line.phase === 'done') return { ok: true, value: line };
      if (line.phase === 'failed') return { ok: false, failure: asFailure(line.problem) };
      onProgress(line);
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, failure: { kind: 'unreachable', reason: String(error) } };
  }
  return { ok: false, failure: { kind: 'unreachable', reason: 'the answer ended before its result' } };
}

type Problem = Extract<Failure, { kind: 'problem' }>['problem'];
function asFailure(problem: Problem): Failure {
  const type = problem.type.split(':').at(-1) as Extract<Failure, { kind: 'problem' }>['type'];
  return { kind: 'problem', type, problem };
}

/** The lines of a stream of bytes, wherever its pieces are cut. */
export async function* textLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) if (line.trim() !== '') yield line;
      if (done) return;
    }
  } finally {
    reader.releaseLock();
  }
}
