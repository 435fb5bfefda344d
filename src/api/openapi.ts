/**
 * The OpenAPI 3.1 document, made of the same zod schemas that check every request.
 *
 * zod describes a schema once as input and once as output. Where both say the same, the document has one component;
 * what no path uses is left out.
 */
import type { Access } from '@digitruck/contract/people';
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import {
  isPatternOfFormat,
  type Json,
  type JsonObject,
  keepUsed,
  refsIn,
  rewriteRefs,
  without,
} from './json-document.ts';

const SCHEMAS = '#/components/schemas/';
const PROBLEM = { 'application/problem+json': { schema: { $ref: `${SCHEMAS}Problem` } } };
const SIGNED_IN: { [scheme: string]: string[] }[] = [{ cookie: [] }, { bearer: [] }];
const ACCESS_WORDS: Record<Access, string> = {
  anyone: 'Open to anyone.',
  viewer: 'Needs the role viewer (so: anybody who is signed in).',
  operator: 'Needs the role operator or higher.',
  coordinator: 'Needs the role coordinator or higher.',
  engineer: 'Needs the role engineer or higher.',
  admin: 'Needs the role admin.',
};

const description = `Everything that the console does goes through this API.

People sign in with a cookie (\`POST /api/auth/sign-in/email\`); programs send a key as \`Authorization: Bearer <key>\`.
Times are RFC 3339 in UTC. Failures are RFC 9457 problems. A number's unit stands in its name and in \`x-unit\`.
A change is sent with the \`version\` that it is based on; 409 brings the present one.
What trucks send and receive over MQTT is described at \`/asyncapi.json\`.`;

/** Must be registered before the routes. */
export async function registerOpenapi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'digitruck-fleet', version, description, license: { name: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      tags: [
        { name: 'trucks', description: 'The fleet: each truck, its readings, its credentials, its commands' },
        { name: 'sites', description: 'Where trucks go' },
        { name: 'visits', description: 'Which truck stays where, when, and what it is told of it' },
        {
          name: 'plans',
          description: 'Proposed sets of visits: searched, changed by hand, explained, compared, published',
        },
        {
          name: 'disruptions',
          description:
            'What keeps a plan from being kept: a truck is out, a road closed, a host cancels, a battery weak',
        },
        {
          name: 'energy',
          description: 'Solar energy and charge ahead, told in classes, and how good it was foretold',
        },
        {
          name: 'calendars',
          description: 'Visits and classes in anybody’s calendar program, by secret links',
        },
        { name: 'holidays', description: 'Days on which no classes are held' },
        { name: 'maintenance', description: 'Days on which a truck is in the workshop' },
        {
          name: 'sessions',
          description: 'Reports of classes held or not, what they were before, what does not fit',
        },
        { name: 'courses', description: 'What is taught' },
        { name: 'cohorts', description: 'Groups of learners: rosters, attendance, exams' },
        { name: 'learners', description: 'People, their rights, and what they go on with' },
        { name: 'certificates', description: 'Issued, printed, verified by number' },
        { name: 'requests', description: 'Who asked for a visit' },
        { name: 'commands', description: 'What the office asks of a truck' },
        { name: 'alerts', description: 'What needs somebody, by which rules, and who is told of it' },
        {
          name: 'impact',
          description: 'What came of it: figures, what makes them, costs, targets, closed periods',
        },
        { name: 'exports', description: 'Figures for others: DHIS2, IATI, Giga, tables, a page' },
        { name: 'data', description: 'What was received, refused, or is missing' },
        { name: 'live', description: 'The fleet as it changes' },
        { name: 'people', description: 'Who may do what, and who did what' },
        { name: 'signing in', description: 'Sessions of people' },
        { name: 'operations', description: 'For those who run the service' },
      ],
      components: {
        securitySchemes: {
          cookie: { type: 'apiKey', in: 'cookie', name: 'digitruck.session_token' },
          bearer: { type: 'http', scheme: 'bearer', description: 'A key of `POST /api/v1/keys`' },
        },
      },
    },
    transform: (document) => {
      const made = jsonSchemaTransform(document);
      const { route } = document;
      const access = route.config?.access ?? 'anyone';
      const schema = (made.schema ?? {}) as Record<string, unknown>;
      if (schema.hide === true) return made as ReturnType<typeof jsonSchemaTransform>;
      const response = responsesOf(schema.response, access);
      return {
        url: made.url,
        schema: {
          ...schema,
          operationId: operationId(String([route.method].flat()[0]), made.url),
          description: [schema.description, ACCESS_WORDS[access]].filter(Boolean).join('\n\n'),
          security: access === 'anyone' ? [] : SIGNED_IN,
          'x-access': access,
          response,
        },
      };
    },
    transformObject: (document) => {
      const whole = jsonSchemaTransformObject(document) as unknown as JsonObject;
      return tidy(whole) as unknown as ReturnType<typeof jsonSchemaTransformObject>;
    },
  });
}

function responsesOf(declared: unknown, access: Access): Record<string, unknown> {
  const responses = { ...(declared as Record<string, unknown> | undefined) };
  if (Object.keys(responses).length === 0) responses['200'] = { description: 'As described above' };
  if (access !== 'anyone') {
    responses['401'] ??= { description: 'Not signed in', content: PROBLEM };
    if (access !== 'viewer')
      responses['403'] ??= { description: 'The role does not allow it', content: PROBLEM };
  }
  responses.default ??= { description: 'Any other failure', content: PROBLEM };
  return responses;
}

/** `GET /api/v1/trucks/:truckId/gaps` is `getTrucksByTruckIdGaps`. */
function operationId(method: string, url: string): string {
  const words = url
    .replace(/^\/api\/v1/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (part.startsWith(':') ? `By-${part.slice(1)}` : part))
    .flatMap((part) => part.split(/[^A-Za-z0-9]+/))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + words.join('');
}

function tidy(document: JsonObject): JsonObject {
  const components = document.components as JsonObject;
  const schemas: Record<string, JsonObject> = {};
  for (const [name, schema] of Object.entries(components.schemas as Record<string, JsonObject>)) {
    // An answer may grow by a field; only input is closed.
    schemas[name] = name.endsWith('Input') ? schema : without(schema, isClosing);
  }
  const paths = describedAnswers(document.paths as JsonObject);
  const once = withSchemas({ ...document, paths }, schemas, sameAsOutput(schemas));
  const used = keepUsed(once, SCHEMAS);
  // What is input only needs no name that says so.
  const inputOnly = Object.keys(used).filter((name) => name.endsWith('Input') && !(plainName(name) in used));
  const tidied = withSchemas(once, used, new Map(inputOnly.map((name) => [name, plainName(name)])));
  return without(tidied, isPatternOfFormat);
}

const plainName = (ref: string) => ref.replace(/Input$/, '');

/** The document with these components only, some of them (and all references to them) under another name. */
function withSchemas(
  document: JsonObject,
  schemas: Record<string, JsonObject>,
  names: ReadonlyMap<string, string>,
): JsonObject {
  // Where two get one name they say the same.
  const named = Object.entries(schemas).map(([name, schema]) => [names.get(name) ?? name, schema] as const);
  named.sort(([a], [b]) => (a < b ? -1 : 1));
  const components = { ...(document.components as JsonObject), schemas: Object.fromEntries(named) };
  return rewriteRefs({ ...document, components }, (ref) => {
    const name = ref.slice(SCHEMAS.length);
    return ref.startsWith(SCHEMAS) ? SCHEMAS + (names.get(name) ?? name) : ref;
  }) as JsonObject;
}

/** Inputs that say the same as their outputs, with the output's name. */
function sameAsOutput(schemas: Record<string, JsonObject>): Map<string, string> {
  const same = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const output = schemas[plainName(name)];
    if (!name.endsWith('Input') || output === undefined) continue;
    const plain = JSON.stringify(sorted(rewriteRefs(schema, plainName)));
    if (plain === JSON.stringify(sorted(output))) same.set(name, plainName(name));
  }
  dropUnlessDeep(same, schemas);
  return same;
}

const ANSWERS: Record<string, string> = { 200: 'The answer', 201: 'It was made', 204: 'Done' };

function describedAnswers(paths: JsonObject): JsonObject {
  const operations = Object.values(paths).flatMap((item) => Object.values(item as JsonObject));
  for (const operation of operations) {
    for (const [status, answer] of Object.entries((operation as JsonObject).responses as JsonObject)) {
      const { description } = answer as JsonObject;
      if (description === 'Default Response')
        (answer as JsonObject).description = ANSWERS[status] ?? 'The answer';
    }
  }
  return paths;
}

/** An input equals its output only when all that it refers to does, too. */
function dropUnlessDeep(same: Map<string, string>, schemas: Record<string, JsonObject>): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const name of [...same.keys()]) {
      const inputs = refsIn(schemas[name] ?? {})
        .map((ref) => ref.slice(SCHEMAS.length))
        .filter((ref) => ref.endsWith('Input'));
      if (inputs.some((input) => !same.has(input))) {
        same.delete(name);
        changed = true;
      }
    }
  }
}

function isClosing(key: string, value: Json): boolean {
  return key === 'additionalProperties' && value === false;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] as Json)]),
  );
}
