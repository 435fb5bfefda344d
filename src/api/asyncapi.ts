/**
 * The AsyncAPI 3.0 document: what trucks and the office say to each other over MQTT, from the contract's topics and
 * schemas.
 */
import { CommandAck, CommandMessage } from '@digitruck/contract/commands';
import { TRUCK_ID_PATTERN } from '@digitruck/contract/ids';
import { Schedule } from '@digitruck/contract/schedule';
import { SessionMessage } from '@digitruck/contract/sessions';
import { Receipt, Status, TelemetryPayload } from '@digitruck/contract/telemetry';
import { type DownChannel, TOPIC_PREFIX, type UpChannel } from '@digitruck/contract/topics';
import { z } from 'zod';
import { isPatternOfFormat, type JsonObject, keepUsed, without } from './json-document.ts';

const SCHEMAS = '#/components/schemas/';

type ChannelSpec = {
  readonly direction: 'up' | 'down';
  readonly name: string;
  readonly retained: boolean;
  readonly summary: string;
  readonly description: string;
  /** Absent where the payload is not written down as a schema yet. */
  readonly schema?: z.ZodType;
};

/** A channel that is added to the contract does not compile until it is described here. */
const CHANNELS: Record<UpChannel | DownChannel, ChannelSpec> = {
  telemetry: {
    direction: 'up',
    name: 'telemetry',
    retained: false,
    summary: 'Readings: one sample, or a batch of up to 500',
    description:
      'The broker’s PUBACK says that the office has it in PostgreSQL or that the broker keeps it; only a receipt says that it is stored. A bad reading is dropped alone, a bad sample is quarantined alone.',
    schema: TelemetryPayload,
  },
  status: {
    direction: 'up',
    name: 'status',
    retained: true,
    summary: 'Online or offline; also the truck’s last will',
    description: 'A will of an older boot never turns a newer one offline.',
    schema: Status,
  },
  session: {
    direction: 'up',
    name: 'sessionReport',
    retained: false,
    summary:
      'What happened in a class: the same body as PUT /api/v1/sessions/{sessionId}, with its sessionId',
    description:
      'The same sessionId is the same report, however often it comes. It is answered by a command of kind session-receipt.',
    schema: SessionMessage,
  },
  'command/ack': {
    direction: 'up',
    name: 'commandAck',
    retained: false,
    summary: 'A command was done or refused',
    description: 'Sent again for a command that comes again.',
    schema: CommandAck,
  },
  command: {
    direction: 'down',
    name: 'command',
    retained: false,
    summary: 'The office asks the truck to do something',
    description: 'The same commandId is the same command. A truck refuses a kind that it does not know.',
    schema: CommandMessage,
  },
  receipt: {
    direction: 'down',
    name: 'receipt',
    retained: false,
    summary: 'These samples are committed; the truck may delete them',
    description: 'At most once a second a truck. What has no receipt after a while is sent again.',
    schema: Receipt,
  },
  schedule: {
    direction: 'down',
    name: 'schedule',
    retained: true,
    summary: 'The truck’s visits and classes to come, and how many of them the battery covers',
    description:
      'Retained, so that a truck that was away gets the present one. Sent whenever it changes; a truck that never had a visit has none.',
    schema: Schedule,
  },
};

export function asyncapiDocument(version: string): JsonObject {
  const channels: JsonObject = {};
  const operations: JsonObject = {};
  const messages: JsonObject = {};
  for (const [channel, spec] of Object.entries(CHANNELS)) {
    const address = `${TOPIC_PREFIX}/{truckId}/${channel}`;
    channels[spec.name] = {
      address,
      summary: spec.summary,
      description: spec.description,
      parameters: { truckId: { $ref: '#/components/parameters/truckId' } },
      messages: { [spec.name]: { $ref: `#/components/messages/${spec.name}` } },
    };
    // Seen from the service: it receives what trucks send up.
    const action = spec.direction === 'up' ? 'receive' : 'send';
    operations[`${action}${spec.name.charAt(0).toUpperCase()}${spec.name.slice(1)}`] = {
      action,
      channel: { $ref: `#/channels/${spec.name}` },
      summary: spec.summary,
      messages: [{ $ref: `#/channels/${spec.name}/messages/${spec.name}` }],
      bindings: { mqtt: { qos: 1, retain: spec.retained, bindingVersion: '0.2.0' } },
    };
    const id = spec.schema === undefined ? undefined : z.globalRegistry.get(spec.schema)?.id;
    messages[spec.name] = {
      name: spec.name,
      contentType: 'application/json',
      summary: spec.summary,
      payload: id === undefined ? { type: 'object' } : { $ref: `${SCHEMAS}${id}` },
    };
  }
  const document: JsonObject = {
    asyncapi: '3.0.0',
    info: {
      title: 'digitruck-fleet over MQTT',
      version,
      license: { name: 'Apache-2.0' },
      description:
        'Payloads are UTF-8 JSON of at most 256 KiB. MQTT 3.1.1 and 5. The user name of a truck is its truckId. The HTTP API is described at /openapi.json.',
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: {
      parameters: {
        truckId: { description: `The name of one truck: ${TRUCK_ID_PATTERN.source}`, examples: ['DT-07'] },
      },
      messages,
      schemas: contractSchemas(),
    },
  };
  return {
    ...document,
    components: { ...(document.components as JsonObject), schemas: keepUsed(document, SCHEMAS) },
  };
}

/**
 * All named schemas of the contract as a sender must write them; draft 7, which AsyncAPI's own dialect is built on.
 */
function contractSchemas(): JsonObject {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    uri: (id) => `${SCHEMAS}${id}`,
  });
  return without(JSON.parse(JSON.stringify(schemas)) as JsonObject, (key, part, within) => {
    return key === '$schema' || key === '$id' || isPatternOfFormat(key, part, within);
  });
}
