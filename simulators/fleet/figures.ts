/** What a fleet has done so far, in numbers; all count samples unless the name says otherwise. */
export type Figures = {
  made: number;
  /** Publishes of samples, resends included, deliberate duplicates not. */
  published: number;
  /** MQTT messages with samples, everything included. */
  messages: number;
  /** Samples whose PUBACK came, each counted once. */
  pubacked: number;
  /** Samples whose receipt came, each counted once. */
  receipted: number;
  /** Publishes after the first of a sample. */
  resent: number;
  /** Copies sent on purpose. */
  duplicates: number;
  /** Samples that later ones overtook on purpose. */
  reordered: number;
  /** Messages sent on purpose that are no samples. */
  garbage: number;
  /** Samples that the office must quarantine (clock far ahead). */
  unfit: number;
  outages: number;
  connects: number;
  connectFailures: number;
  reboots: number;
  commandsDone: number;
  commandsRefused: number;
  /** Schedules that came to trucks which follow theirs, and sites that these reached. */
  schedules: number;
  arrivals: number;
  /** From an earlier run, found in the store. */
  restored: number;
};

export function noFigures(): Figures {
  return {
    made: 0,
    published: 0,
    messages: 0,
    pubacked: 0,
    receipted: 0,
    resent: 0,
    duplicates: 0,
    reordered: 0,
    garbage: 0,
    unfit: 0,
    outages: 0,
    connects: 0,
    connectFailures: 0,
    reboots: 0,
    commandsDone: 0,
    commandsRefused: 0,
    schedules: 0,
    arrivals: 0,
    restored: 0,
  };
}
