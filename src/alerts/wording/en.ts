/** Alerts in English. */
import type { Say, Wording } from './say.ts';

const at = ({ site }: Say) => (site === undefined ? '' : ` at ${site}`);

const READINGS: Readonly<Record<string, string>> = {
  batteryV: 'battery voltage',
  insideTempC: 'temperature inside',
  batteryTempC: 'battery temperature',
  downlinkKbps: 'downlink',
  latencyMs: 'round-trip time',
  loadW: 'load',
  solarPotentialW: 'solar potential',
  batterySocPct: 'state of charge',
  batteryW: 'battery power',
  solarW: 'solar power',
  occupancy: 'people counter',
  lat: 'position',
  dataUsedMb: 'data counter',
};

export const en: Wording = {
  'battery-class': (s) => ({
    title: `${s.truck}: the battery will not last today’s classes`,
    cause: !s.has('reserveAt')
      ? `Charge ${s.num('batterySocPct', '%')}; the reserve is ${s.num('reservePct', '%')}.`
      : s.has('drawW')
        ? `Charge ${s.num('batterySocPct', '%')}, drawing ${s.power('drawW')}; the reserve of ${s.num('reservePct', '%')} is reached on ${s.time('reserveAt')}.`
        : `Charge ${s.num('batterySocPct', '%')}; by the forecast the reserve of ${s.num('reservePct', '%')} is reached on ${s.time('reserveAt')}.`,
    consequence: s.has('classesPlanned')
      ? `${s.num('classesCoveredP50')} of ${s.num('classesPlanned')} classes${at(s)} are covered, ${s.num('classesCoveredP10')} on a gloomy day.`
      : `The class${at(s)} that ends on ${s.time('classEndsAt')} would break off.`,
    action: s.has('classesCoveredAfterShedding')
      ? `Switch to low power: that covers ${s.num('classesCoveredAfterShedding')} classes even on a gloomy day.`
      : 'Switch to low power now, and tell the trainer to leave VR and the screen off.',
  }),
  'battery-low': (s) => ({
    title: `${s.truck}: battery down to ${s.num('batterySocPct', '%')}`,
    cause:
      (s.value('batteryW') ?? 0) > 0
        ? `It is at its reserve of ${s.num('reservePct', '%')}, charging with ${s.power('batteryW')}.`
        : `It is at its reserve of ${s.num('reservePct', '%')} and the classroom draws ${s.power('loadW')}.`,
    consequence: 'The classroom switches itself off to protect the battery.',
    action: 'Switch to low power until the sun has charged it.',
  }),
  'battery-not-charging': (s) => ({
    title: `${s.truck}: the battery takes no charge`,
    cause: `The sun could give ${s.power('solarPotentialW')}, the load is ${s.power('loadW')}, the battery at ${s.num('batterySocPct', '%')} takes ${s.power('batteryW')}.`,
    consequence: 'It will be empty after the next evening, and classes then depend on the sun of the moment.',
    action: 'Have the battery’s switch, fuse and its controller’s display checked.',
  }),
  'panel-underperformance': (s) => ({
    title: `${s.truck}: the panels give ${s.num('sharePct', '%')} of what they did`,
    cause: `Seen on ${s.num('days')} days with clear hours; clouds and a full battery are left out. Dirt, shade, a broken string or a loose plug.`,
    consequence:
      'Each day brings less energy than the forecast for a sound array; classes late in the day go first.',
    action: 'Have the panels cleaned, then each string’s current measured.',
  }),
  'energy-short-ahead': (s) => ({
    title: `${s.truck}: not enough energy on ${s.day('day')}`,
    cause: `By the forecast the battery covers ${s.num('classesCoveredP50')} of ${s.num('classesPlanned')} classes, ${s.num('classesCoveredP10')} on a gloomy day.`,
    consequence: 'The last classes of that day would fall out.',
    action: 'Open the visit: move classes towards noon, drop VR, or ask the host for power.',
  }),
  'truck-silent': (s) => ({
    title: `${s.truck}: not heard since ${s.time('lastHeardAt')}`,
    cause: s.has('usualLongestPauseMin')
      ? `Its longest pause on an ordinary day is ${s.num('usualLongestPauseMin', 'min')}; ${s.num('toleratedMin', 'min')} are tolerated.`
      : `It is silent for more than ${s.num('toleratedMin', 'min')}.`,
    consequence: s.has('batterySocPct')
      ? `Nothing is known of it now; last seen with ${s.num('batterySocPct', '%')}. It keeps its samples and sends them later.`
      : 'Nothing is known of it now. It keeps its samples and sends them later.',
    action: 'Call the operator: is the unit on, is there a network?',
  }),
  'off-schedule': (s) => ({
    title: `${s.truck} is not${at(s)}`,
    cause: `The visit has begun; the truck is ${s.num('distanceKm', 'km')} away.`,
    consequence: 'Learners and host are waiting for a classroom that is not there.',
    action: 'Call the operator, then tell the host or change the visit.',
  }),
  'late-for-visit': (s) => ({
    title: `${s.truck} will be late${s.site === undefined ? '' : ` at ${s.site}`}`,
    cause: `${s.num('distanceKm', 'km')} to go take some ${s.num('neededH', 'h')}; ${s.num('roadH', 'h')} of daylight are left before the first class on ${s.time('firstClassAt')}.`,
    consequence: 'The first class cannot begin on time.',
    action: 'Tell the host now, or move the first class.',
  }),
  'bandwidth-short': (s) => ({
    title: `${s.truck}: the network is too slow for the course`,
    cause: `${s.rate('downlinkKbps')} down; the course needs ${s.rate('needKbps')}. Signal ${s.num('signalDbm', 'dBm')}.`,
    consequence: 'Online exercises stall for everybody in the class.',
    action: 'Let the trainer take offline material; try another SIM or place for the antenna.',
  }),
  'data-bundle': (s) => ({
    title: `${s.truck}: ${s.num('usedPct', '%')} of the month’s data is used`,
    cause: `${s.num('usedMb', 'MB')} of ${s.num('bundleMb', 'MB')}; at this pace it is used up on ${s.time('outAt')}, the month ends on ${s.time('renewsAt')}.`,
    consequence: 'Without data there is no online class, and the truck is not heard.',
    action: 'Buy data, or ask the trainer to keep videos off the network.',
  }),
  'over-occupancy': (s) => ({
    title: `${s.truck}: ${s.num('occupancy')} people for ${s.num('seats')} seats`,
    cause: `The counter at the door says so${at(s)}; counters drift over a day.`,
    consequence: 'If it is true, the room is too full to be safe, and laptops are shared.',
    action: 'Look at the truck; ask the trainer to count heads.',
  }),
  'class-empty': (s) => ({
    title: `${s.truck}: a class is planned and nobody is there`,
    cause: `The class${at(s)} should have begun on ${s.time('classStartedAt')}; people counted inside: ${s.num('occupancy')}.`,
    consequence: 'A class of the course is lost unless it begins soon.',
    action: 'Call the operator: do learners know, is the gate open?',
  }),
  'sensor-fault': (s) => {
    const reading = READINGS[s.subject] ?? s.subject;
    const how = s.text('how');
    if (how === 'dropped')
      return {
        title: `${s.truck}: readings that cannot be used`,
        cause: `${s.num('readingsDropped')} readings of the last hour were outside their possible range or no numbers.`,
        consequence: 'Those readings are shown as unknown.',
        action: 'Have the sensor and its cable checked.',
      };
    if (how === 'balance')
      return {
        title: `${s.truck}: its powers do not add up`,
        cause: `Solar ${s.power('solarW')} and grid ${s.power('gridW')} against load ${s.power('loadW')} and battery ${s.power('batteryW')}: ${s.power('imbalanceW')} are missing.`,
        consequence: 'One of the meters is wrong; energy and forecasts cannot be trusted.',
        action: 'Have the current sensors and their scales checked.',
      };
    if (how === 'missing')
      return {
        title: `${s.truck}: ${reading} is missing`,
        cause: `Last known on ${s.time('lastKnownAt')}, while other readings come.`,
        consequence: 'What depends on it is unknown, and its alerts rest.',
        action: 'Have the sensor and its cable checked.',
      };
    return {
      title: `${s.truck}: ${reading} is ${how === 'impossible' ? 'impossible' : 'stuck'}`,
      cause:
        how === 'impossible'
          ? `It says ${s.num('value')}, more than the array could give.`
          : `It has been exactly ${s.num('value')} since ${s.time('sameSince')}.`,
      consequence: 'Charts and rules that use it are wrong.',
      action: 'Have the sensor checked, and its unit restarted.',
    };
  },
  'clock-wrong': (s) => ({
    title: `${s.truck}: its clock is wrong`,
    cause: s.has('behindMin')
      ? `It runs ${s.num('behindMin', 'min')} behind.`
      : `${s.num('wrongLastHour')} samples of the last hour have an impossible time; ${s.num('aheadLastHour')} of them are from the future.`,
    consequence: s.value('aheadLastHour')
      ? 'Samples from the future are refused; nothing of them is lost, but nothing of them is shown.'
      : 'Its samples get the time they came at, or count as late; now-alerts of it rest.',
    action: 'Have the unit’s time (NTP, GPS or its clock’s battery) set right.',
  }),
  flapping: (s) => ({
    title: `${s.truck} connects again and again`,
    cause: 'Two units may share its name, or one keeps restarting.',
    consequence: 'Its data may have holes, and commands may not reach it.',
    action: 'Give it a new password; then only one unit can use its name.',
  }),
  'credentials-misuse': (s) => ({
    title: `${s.truck}: somebody may misuse its name`,
    cause: s.value('mismatchesLastHour')
      ? `${s.num('mismatchesLastHour')} messages of the last hour carry another truck’s name.`
      : `${s.num('refusedSignIns')} sign-ins with a wrong password in the last hour.`,
    consequence: 'Nothing of it was stored. Whoever it is may go on trying.',
    action: 'Give the truck a new password and look at the refused messages.',
  }),
  'quarantine-rising': (s) => ({
    title: `${s.truck}: many messages are refused`,
    cause: `${s.num('refusedLastHour')} in the last hour; usual are ${s.num('usualPerHour')}.`,
    consequence: 'They are kept, but do not count until somebody mends the cause and replays them.',
    action: 'Open the refused messages: each has its reason.',
  }),
};
