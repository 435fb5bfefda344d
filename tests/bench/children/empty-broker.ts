/** The embedded broker by itself: it takes every message and does nothing with it but pass it on. */
import { pino } from 'pino';
import { startEmbeddedBroker } from '../../../src/embedded/broker.ts';
import { tell, untilLetGo } from './parent.ts';

const broker = await startEmbeddedBroker({
  host: '127.0.0.1',
  port: 0,
  log: pino({ level: 'error' }),
  authenticate: async () => ({ ok: true, truckId: undefined }),
  onPublish: async () => {},
});
untilLetGo(broker.stop);
tell({ url: broker.url });
