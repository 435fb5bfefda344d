/** The service as it is, in a child of the bench; its settings are the usual environment variables. */
import { readConfig } from '../../../src/config.ts';
import { startService } from '../../../src/main.ts';
import { serviceLog } from '../../../src/run-service.ts';
import { tell, untilLetGo } from './parent.ts';

const config = readConfig();
const service = await startService(config, serviceLog(config.logLevel));
untilLetGo(service.stop);
tell({ url: service.url, mqttUrl: service.mqttUrl });
