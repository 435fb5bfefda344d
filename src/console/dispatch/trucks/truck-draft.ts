/** A truck between the form and the service: texts become numbers, what was left empty becomes unknown. Pure. */
import type { TruckBody, TruckRecord } from '@digitruck/contract/registry';

export type LoadDraft = {
  readonly key: number;
  readonly kind: TruckBody['loads'][number]['kind'];
  readonly powerW: string;
  readonly shedOrder: string;
};

/** The form's fields as texts, by name; what is not known is empty. */
export function fieldsOf(truck: TruckRecord | undefined): Readonly<Record<string, string>> {
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? '' : String(value);
  return {
    name: truck?.name ?? '',
    seats: text(truck?.seats ?? 20),
    'depot.name': truck?.depot?.name ?? '',
    'depot.lat': text(truck?.depot?.lat),
    'depot.lon': text(truck?.depot?.lon),
    'array.peakW': text(truck?.array?.peakW),
    'array.tiltDeg': text(truck?.array?.tiltDeg),
    'battery.capacityWh': text(truck?.battery?.capacityWh),
    'battery.reservePct': text(truck?.battery?.reservePct),
    'battery.maxChargeW': text(truck?.battery?.maxChargeW),
    'battery.maxDischargeW': text(truck?.battery?.maxDischargeW),
    speedKph: text(truck?.speedKph ?? 45),
    reportingIntervalS: text(truck?.reportingIntervalS ?? 60),
    dataBundleMb: text(truck?.dataBundleMb),
    notes: truck?.notes ?? '',
  };
}

export function loadsOf(truck: TruckRecord | undefined): readonly LoadDraft[] {
  return (truck?.loads ?? []).map(({ kind, powerW, shedOrder }, key) => ({
    key,
    kind,
    powerW: String(powerW),
    shedOrder: String(shedOrder),
  }));
}

/**
 * What the service is sent. A group (depot, array, battery) with nothing in it is unknown, so null; one that is begun is
 * sent as it is, and the service says what it lacks.
 */
export function bodyOf(
  field: (name: string) => string,
  loads: readonly LoadDraft[],
): Omit<TruckBody, 'truckId' | 'retired'> {
  const number = (name: string) => numberOf(field(name));
  const group = <Group>(names: readonly string[], make: () => Group): Group | null =>
    names.every((name) => field(name).trim() === '') ? null : make();
  return {
    name: field('name').trim(),
    seats: number('seats') as number,
    depot: group(['depot.name', 'depot.lat', 'depot.lon'], () => ({
      name: field('depot.name').trim(),
      lat: number('depot.lat') as number,
      lon: number('depot.lon') as number,
    })),
    array: group(['array.peakW', 'array.tiltDeg'], () => ({
      peakW: number('array.peakW') as number,
      tiltDeg: number('array.tiltDeg') ?? 0,
    })),
    battery: group(
      ['battery.capacityWh', 'battery.reservePct', 'battery.maxChargeW', 'battery.maxDischargeW'],
      () => ({
        capacityWh: number('battery.capacityWh') as number,
        reservePct: number('battery.reservePct') ?? 20,
        maxChargeW: number('battery.maxChargeW') as number,
        maxDischargeW: number('battery.maxDischargeW') as number,
      }),
    ),
    loads: loads.map(({ kind, powerW, shedOrder }) => ({
      kind,
      powerW: numberOf(powerW) as number,
      shedOrder: numberOf(shedOrder) ?? 50,
    })),
    speedKph: number('speedKph') ?? 45,
    reportingIntervalS: number('reportingIntervalS') ?? 60,
    dataBundleMb: number('dataBundleMb') ?? null,
    notes: field('notes'),
  };
}

/** Undefined when nothing is there; a comma for the decimals is taken as well. */
function numberOf(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? undefined : Number(trimmed);
}
