import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

describe('the settings', () => {
  test('with none at all the embedded database and broker are used, on this machine only', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      databaseUrl: undefined,
      host: '127.0.0.1',
      port: 3000,
      rawRetentionDays: 90,
    });
    expect(config.mqtt).toMatchObject({ url: undefined, embeddedPort: 1883, clientId: 'digitruck-fleet' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('an empty variable is the same as none', () => {
    expect(readConfig({ DATABASE_URL: '', MQTT_URL: '', ADMIN_API_KEY: '' })).toMatchObject({
      databaseUrl: undefined,
      admin: { apiKey: undefined },
    });
  });

  test.each([
    ['PORT', 'eighty', /PORT=eighty/],
    ['DATABASE_URL', 'mysql://a:secret@b/c', /DATABASE_URL=\(hidden\): must be postgres:/],
    ['MQTT_URL', 'http://broker', /MQTT_URL=\(hidden\): must be mqtt:/],
    ['ADMIN_API_KEY', 'short', /ADMIN_API_KEY=\(hidden\): use at least 32 characters/],
    ['ADMIN_API_KEY', `${'long enough '.repeat(4)}`, /ADMIN_API_KEY=\(hidden\): must have no spaces/],
    ['TIME_ZONE', 'Nairobi', /TIME_ZONE=Nairobi: must be an IANA time zone/],
    ['COUNTRY', 'Kenya', /COUNTRY=Kenya: must be two capital letters/],
    ['RAW_RETENTION_DAYS', '0', /RAW_RETENTION_DAYS=0/],
  ])('%s=%s is refused, naming it and what it must be, and never showing a secret', (name, value, says) => {
    expect(() => readConfig({ [name]: value })).toThrow(says);
  });
});
