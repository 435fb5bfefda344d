/** Walking a JSON document: its references, what is used of its components, what to leave out. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** Every `$ref` in it, in order. */
export function refsIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === '$ref' && typeof part === 'string' ? [part] : refsIn(part),
  );
}

export function rewriteRefs(value: Json, rename: (ref: string) => string): Json {
  if (Array.isArray(value)) return value.map((part) => rewriteRefs(part, rename));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === '$ref' && typeof part === 'string' ? rename(part) : rewriteRefs(part, rename),
    ]),
  );
}

/** A copy without the members that `drop` names; `within` is the object that they stand in. */
export function without<Value extends Json>(
  value: Value,
  drop: (key: string, part: Json, within: JsonObject) => boolean,
): Value {
  if (Array.isArray(value)) return value.map((part) => without(part, drop)) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => !drop(key, part, value as JsonObject))
      .map(([key, part]) => [key, without(part, drop)]),
  ) as Value;
}

/** The schemas that the rest of the document refers to, and those that these refer to; by name. */
export function keepUsed(document: JsonObject, prefix: string): Record<string, JsonObject> {
  const { schemas, ...otherComponents } = document.components as JsonObject;
  const all = schemas as Record<string, JsonObject>;
  const { components: _, ...rest } = document;
  const used = new Set<string>();
  const waiting = [...refsIn(rest), ...refsIn(otherComponents)];
  for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
    const name = ref.slice(prefix.length);
    const schema = all[name];
    if (!ref.startsWith(prefix) || used.has(name) || schema === undefined) continue;
    used.add(name);
    waiting.push(...refsIn(schema));
  }
  return Object.fromEntries([...used].sort().map((name) => [name, all[name] as JsonObject]));
}

/**
 * zod writes out what each format means as a pattern of hundreds of characters; the name of the format says it
 * better.
 */
export function isPatternOfFormat(key: string, _part: Json, within: JsonObject): boolean {
  return key === 'pattern' && typeof within.format === 'string' && typeof within.type === 'string';
}
