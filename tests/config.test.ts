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
    ['SMTP_URL', 'https://mail.example.org', /SMTP_URL=\(hidden\): must be smtp:/],
    ['SMTP_URL', 'smtp://me:secret@mail.example.org', /MAIL_FROM=: is needed with SMTP_URL/],
    ['TRAVEL_URL', 'osrm:5000', /TRAVEL_URL=\(hidden\): must be http:/],
    ['TRAVEL_KIND', 'google', /TRAVEL_KIND=google: /],
    ['TRAVEL_PROFILE', '../admin', /TRAVEL_PROFILE=..\/admin: must be letters/],
    ['TRAVEL_PLACES_MAX', '1', /TRAVEL_PLACES_MAX=1/],
    ['MAIL_FROM', 'DigiTruck', /MAIL_FROM=DigiTruck: must be an address/],
    ['MAIL_FROM', 'a@example.org\nBcc: b@example.org', /must be an address/],
  ])('%s=%s is refused, naming it and what it must be, and never showing a secret', (name, value, says) => {
    expect(() => readConfig({ [name]: value })).toThrow(says);
  });

  test('e-mail is set up with a server and a sender', () => {
    expect(readConfig({}).mail).toBeUndefined();
    const mail = { SMTP_URL: 'smtps://me:pw@mail.example.org', MAIL_FROM: 'DigiTruck <alerts@example.org>' };
    expect(readConfig(mail).mail).toEqual({ smtpUrl: mail.SMTP_URL, from: mail.MAIL_FROM });
    expect(readConfig({ ...mail, MAIL_FROM: 'alerts@example.org' }).mail?.from).toBe('alerts@example.org');
  });

  test('a road service has a profile of its kind', () => {
    expect(readConfig({}).travel).toBeUndefined();
    const travel = { TRAVEL_URL: 'http://osrm.example.org:5000' };
    expect(readConfig(travel).travel).toEqual({
      url: travel.TRAVEL_URL,
      kind: 'osrm',
      profile: 'driving',
      maxAgeDays: 90,
      placesMax: 100,
      timeoutS: 20,
    });
    expect(readConfig({ ...travel, TRAVEL_KIND: 'valhalla' }).travel?.profile).toBe('truck');
  });

  test('personal data is sealed with the key of today, and opened with those before', () => {
    expect(readConfig({}).personalData).toEqual({ keys: [], retentionDays: 1096 });
    const [now, old] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const keys = { DATA_KEY: now.toString('base64'), DATA_KEY_OLD: `${old.toString('hex')}` };
    expect(readConfig(keys).personalData.keys).toEqual([now, old]);
    expect(() => readConfig({ DATA_KEY: 'too short' })).toThrow(/DATA_KEY=\(hidden\): must be one key/);
    expect(() => readConfig({ DATA_KEY_OLD: keys.DATA_KEY_OLD })).toThrow(/DATA_KEY=: is needed/);
  });
});
