/** The service worker, where the page came safely (https, or this machine): without one the page works all the same while it is open. */

let told: ((reload: () => void) => void) | undefined;
let waiting: ServiceWorker | undefined;

/** @param listener is given what brings the new version in */
export function onNewVersion(listener: (reload: () => void) => void): void {
  told = listener;
  tell();
}

function tell(): void {
  const worker = waiting;
  if (worker === undefined || told === undefined) return;
  told(() => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    worker.postMessage('take-over');
  });
}

export async function install(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/operator/sw.js', { scope: '/operator' });
  const look = (worker: ServiceWorker | null) => {
    // The first one has nobody to replace.
    if (worker === null || navigator.serviceWorker.controller === null) return;
    const ready = () => {
      if (worker.state !== 'installed') return;
      waiting = worker;
      tell();
    };
    worker.addEventListener('statechange', ready);
    ready();
  };
  look(registration.waiting);
  registration.addEventListener('updatefound', () => look(registration.installing));
}
