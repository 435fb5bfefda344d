/**
 * The two documents as they are checked in. After a change of the API look at the difference, then update them:
 * `npx vitest run tests/api/openapi.test.ts -u`
 */
import { TOPIC_PREFIX } from '@digitruck/contract/topics';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Json, type JsonObject, refsIn } from '../../src/api/json-document.ts';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
let openapi: JsonObject;
let asyncapi: JsonObject;
beforeAll(async () => {
  api = await testApi({ people: false });
  openapi = (await api.app.inject('/openapi.json')).json();
  asyncapi = (await api.app.inject('/asyncapi.json')).json();
});

const golden = (name: string) => new URL(`../golden/${name}`, import.meta.url).pathname;
const text = (document: JsonObject) => `${JSON.stringify(document, null, 2)}\n`;

function at(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const part of pointer.split('/').slice(1)) {
    if (value === null || typeof value !== 'object' || value === undefined) return undefined;
    value = (value as JsonObject)[part.replace(/~1/g, '/').replace(/~0/g, '~')];
  }
  return value;
}

describe('openapi.json', () => {
  test('is the one that is checked in', async () => {
    await expect(text(openapi)).toMatchFileSnapshot(golden('openapi.json'));
  });

  test('is OpenAPI 3.1, and every reference leads somewhere', () => {
    expect(openapi.openapi).toMatch(/^3\.1\./);
    const refs = new Set(refsIn(openapi));
    expect(refs.size).toBeGreaterThan(5);
    for (const ref of refs) expect(at(openapi, ref.slice(1)), ref).toBeDefined();
  });

  test('every operation has a summary, a tag, a name of its own, its role and answers', () => {
    const names = new Set<string>();
    const tags = new Set((openapi.tags as JsonObject[]).map((tag) => tag.name));
    for (const [path, item] of Object.entries(openapi.paths as JsonObject)) {
      for (const [method, part] of Object.entries(item as JsonObject)) {
        const operation = part as JsonObject;
        const where = `${method} ${path}`;
        expect(operation.summary, where).toBeTruthy();
        expect(
          (operation.tags as string[] | undefined)?.every((tag) => tags.has(tag)),
          where,
        ).toBe(true);
        expect(operation['x-access'], where).toBeTruthy();
        expect(names.has(String(operation.operationId)), where).toBe(false);
        names.add(String(operation.operationId));
        const declared = (operation.parameters ?? []) as JsonObject[];
        const inPath = declared.filter((one) => one.in === 'path').map((one) => `{${String(one.name)}}`);
        expect([...path.matchAll(/\{\w+\}/g)].map(String).sort(), where).toEqual(inPath.sort());
        const answers = Object.keys(operation.responses as JsonObject);
        expect(
          answers.some((status) => /^(2\d\d|101)$/.test(status)),
          where,
        ).toBe(true);
        for (const answer of Object.values(operation.responses as JsonObject)) {
          expect((answer as JsonObject).description, where).toBeTruthy();
        }
      }
    }
  });

  test('every route of the API is in it', () => {
    const paths = openapi.paths as Record<string, JsonObject>;
    for (const { method, url } of api.app.declaredRoutes()) {
      if (!url.startsWith('/api/') || method === 'HEAD' || method === 'OPTIONS') continue;
      const path = url.replace(/:(\w+)/g, '{$1}');
      expect(paths[path]?.[method.toLowerCase()], `${method} ${url}`).toBeDefined();
    }
  });
});

describe('asyncapi.json', () => {
  test('is the one that is checked in', async () => {
    await expect(text(asyncapi)).toMatchFileSnapshot(golden('asyncapi.json'));
  });

  test('is AsyncAPI 3.0, and every reference leads somewhere', () => {
    expect(asyncapi.asyncapi).toBe('3.0.0');
    for (const ref of new Set(refsIn(asyncapi))) expect(at(asyncapi, ref.slice(1)), ref).toBeDefined();
  });

  test('has each channel of the contract with one operation and its MQTT binding', () => {
    const channels = Object.entries(asyncapi.channels as Record<string, JsonObject>);
    const operations = Object.values(asyncapi.operations as Record<string, JsonObject>);
    expect(channels.length).toBe(7);
    expect(operations.length).toBe(7);
    for (const [name, channel] of channels) {
      expect(channel.address).toContain(`${TOPIC_PREFIX}/{truckId}/`);
      const own = operations.filter((one) => (one.channel as JsonObject).$ref === `#/channels/${name}`);
      expect(own.length).toBe(1);
      expect((own[0]?.bindings as JsonObject | undefined)?.mqtt).toMatchObject({ qos: 1 });
    }
    expect(at(asyncapi, '/operations/receiveStatus/bindings/mqtt/retain')).toBe(true);
    expect(at(asyncapi, '/operations/receiveTelemetry/bindings/mqtt/retain')).toBe(false);
  });
});

test('units stand in AsyncAPI’s readings', () => {
  expect(at(asyncapi, '/components/schemas/Sample/properties/solarW/x-unit')).toBe('W');
});
