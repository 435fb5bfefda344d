/**
 * How many alerts are open and what became of deliveries, for Prometheus. Asked of the database when somebody asks us; while it is away the
 * figures are missing rather than old.
 */
import { Gauge, type Registry } from 'prom-client';
import type { AlertStore } from './store/alerts/alerts.ts';
import type { DeliveryStore } from './store/alerts/deliveries.ts';

const ANSWERS_WITHIN_MS = 2000;

export function registerAlertFigures(
  registry: Registry,
  store: {
    readonly alerts: Pick<AlertStore, 'openCounts'>;
    readonly deliveries: Pick<DeliveryStore, 'counts'>;
  },
): void {
  figure(registry, 'alerts_open', 'Open alerts', 'severity', store.alerts.openCounts);
  figure(
    registry,
    'alert_deliveries',
    'What was to be told by webhook and e-mail',
    'state',
    store.deliveries.counts,
  );
}

function figure<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelName: Label,
  read: () => Promise<Readonly<Record<string, number>>>,
): void {
  new Gauge({
    name: `digitruck_${name}`,
    help,
    labelNames: [labelName],
    registers: [registry],
    async collect() {
      const counts = await within(ANSWERS_WITHIN_MS, read());
      this.reset();
      for (const [label, count] of Object.entries(counts ?? {})) {
        this.set({ [labelName]: label } as Record<Label, string>, count);
      }
    },
  });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
