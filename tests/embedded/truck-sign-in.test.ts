/** Who may connect to the embedded broker, as whom, from where. */
import { describe, expect, test } from 'vitest';
import { isThisMachine, type TruckSignInOptions, truckSignIn } from '../../src/embedded/truck-sign-in.ts';

const LOCAL = '127.0.0.1';
const REMOTE = '192.168.1.20';
/** DT-01 was given "right"; DT-02's were revoked; DT-03 never had any. */
const credentials = {
  checkTruckPassword: async (username: string, password: string) =>
    username === 'DT-01' && password === 'right',
  hasCredentials: async (truckId: string) => truckId === 'DT-01' || truckId === 'DT-02',
};
const office = { username: 'office', password: 'of the office' };

async function comes(
  setting: TruckSignInOptions['trucksWithoutPassword'],
  username: string | undefined,
  password: string | undefined,
  address: string,
): Promise<string> {
  const authenticate = truckSignIn({ credentials, trucksWithoutPassword: setting, office });
  const bytes = password === undefined ? undefined : Buffer.from(password);
  const result = await authenticate(username, bytes, 'client', address);
  return result.ok ? (result.truckId ?? 'office') : 'refused';
}

describe.each(['refuse', 'local', 'allow'] as const)('TRUCKS_WITHOUT_PASSWORD=%s', (setting) => {
  test('a truck with credentials comes with them only, wherever it is', async () => {
    for (const address of [LOCAL, REMOTE]) {
      expect(await comes(setting, 'DT-01', 'right', address)).toBe('DT-01');
      expect(await comes(setting, 'DT-01', 'wrong', address)).toBe('refused');
      expect(await comes(setting, 'DT-01', '', address)).toBe('refused');
      expect(await comes(setting, 'DT-01', undefined, address)).toBe('refused');
      expect(await comes(setting, 'DT-02', 'right', address)).toBe('refused');
    }
  });

  test('a truck that never had any, from here and from elsewhere', async () => {
    const from = async (address: string, password?: string) => comes(setting, 'DT-03', password, address);
    const expected = {
      refuse: ['refused', 'refused'],
      local: ['DT-03', 'refused'],
      allow: ['DT-03', 'DT-03'],
    };
    expect([await from(LOCAL), await from(REMOTE)]).toEqual(expected[setting]);
    expect([await from(LOCAL, 'any'), await from(REMOTE, 'any')]).toEqual(expected[setting]);
  });

  test('a client without a user name is a tool of this machine, or nobody', async () => {
    const expected = setting === 'refuse' ? 'refused' : 'office';
    expect(await comes(setting, undefined, undefined, LOCAL)).toBe(expected);
    expect(await comes(setting, '', 'x', LOCAL)).toBe(expected);
    expect(await comes(setting, undefined, undefined, REMOTE)).toBe('refused');
  });

  test('the office comes with its own password', async () => {
    expect(await comes(setting, 'office', 'of the office', REMOTE)).toBe('office');
    expect(await comes(setting, 'office', 'wrong', LOCAL)).toBe('refused');
    expect(await comes(setting, 'office', undefined, LOCAL)).toBe('refused');
  });

  test('a name that no truck can have is refused', async () => {
    for (const name of ['a/b', '+', '#', 'a b', 'x'.repeat(65), '$SYS']) {
      expect(await comes(setting, name, undefined, LOCAL)).toBe('refused');
    }
  });
});

test('this machine', () => {
  for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1']) {
    expect(isThisMachine(address), address).toBe(true);
  }
  for (const address of ['10.0.0.1', '::ffff:10.0.0.1', '', '127.0.0.1.example', '::2']) {
    expect(isThisMachine(address), address).toBe(false);
  }
});
