/** A disruption while its form is filled in, and the body that is sent once enough is said. Pure. */
import type { DisruptionBody } from '@digitruck/contract/disruptions';
import type { SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { DisruptionKind } from '@digitruck/contract/plan-notes';
import type { Place } from '../../../shared/map/types.ts';

export type NamedSite = Place & { readonly siteId: string; readonly name: string };
export type DisruptionDraft = {
  readonly kind: DisruptionKind;
  readonly truckId: string;
  readonly capacityPct: string;
  readonly vr: boolean;
  readonly site: NamedSite | undefined;
  /** One visit instead of all that the site asked for. */
  readonly visit: { readonly visitId: string; readonly site: string } | undefined;
  readonly shape: 'around' | 'between';
  readonly placeName: string;
  readonly lat: string;
  readonly lon: string;
  readonly radiusKm: string;
  readonly ends: readonly [NamedSite | undefined, NamedSite | undefined];
  /** Empty: there is no way round. */
  readonly detourKm: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
};
/** What a link or a button says already. */
export type Preset = Partial<Pick<DisruptionDraft, 'kind' | 'truckId' | 'visit' | 'reason'>>;

/** So wide is what is closed on both sides of the way between two sites (contract: ROAD_WIDTH_KM). */
const ROAD_WIDTH_KM = 10;
const KM_PER_DEG = 111.32;
const RING_POINTS = 48;

export function emptyDraft(today: string, preset: Preset): DisruptionDraft {
  return {
    kind: 'truck-out',
    truckId: '',
    capacityPct: '60',
    vr: true,
    site: undefined,
    visit: undefined,
    shape: 'around',
    placeName: '',
    lat: '',
    lon: '',
    radiusKm: '20',
    ends: [undefined, undefined],
    detourKm: '',
    from: preset.visit === undefined ? today : '',
    to: '',
    reason: '',
    ...preset,
  };
}

export function placeOf({ lat, lon }: Pick<DisruptionDraft, 'lat' | 'lon'>): Place | undefined {
  if (lat.trim() === '' || lon.trim() === '') return undefined;
  const place = { lat: Number(lat), lon: Number(lon) };
  return Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180 ? place : undefined;
}

/** Undefined while something is missing that it cannot be without. */
export function bodyOf(draft: DisruptionDraft): DisruptionBody | undefined {
  const reason = draft.reason.trim();
  const to = draft.to === '' ? null : draft.to;
  const from = draft.from === '' ? null : draft.from;
  if (reason === '' || (to !== null && (from === null || to < from))) return undefined;
  if (draft.kind === 'site-cancels') {
    if (draft.visit === undefined && draft.site === undefined) return undefined;
    return {
      kind: 'site-cancels',
      siteId: draft.visit === undefined ? ((draft.site?.siteId ?? null) as SiteId | null) : null,
      visitId: (draft.visit?.visitId ?? null) as VisitId | null,
      from,
      to,
      reason,
    };
  }
  if (from === null) return undefined;
  const days = { from, to, reason };
  if (draft.kind === 'road-closed') {
    const where = whereOf(draft);
    if (where === undefined) return undefined;
    const detourKm = draft.detourKm.trim() === '' ? null : Number(draft.detourKm);
    return { kind: 'road-closed', where, detourKm, ...days };
  }
  if (draft.truckId === '') return undefined;
  const truckId = draft.truckId as TruckId;
  if (draft.kind === 'truck-out') return { kind: 'truck-out', truckId, ...days };
  const capacityPct = Number(draft.capacityPct);
  if (!(capacityPct >= 1 && capacityPct <= 100) || (capacityPct === 100 && draft.vr)) return undefined;
  return { kind: 'battery', truckId, capacityPct, vr: draft.vr, ...days };
}

type Where = Extract<DisruptionBody, { kind: 'road-closed' }>['where'];

function whereOf(draft: DisruptionDraft): Where | undefined {
  if (draft.shape === 'between') {
    const [one, other] = draft.ends;
    if (one === undefined || other === undefined || one.siteId === other.siteId) return undefined;
    return {
      shape: 'between',
      ends: [{ siteId: one.siteId as SiteId }, { siteId: other.siteId as SiteId }],
      widthKm: ROAD_WIDTH_KM,
    };
  }
  const place = placeOf(draft);
  const name = draft.placeName.trim();
  const radiusKm = Number(draft.radiusKm);
  if (place === undefined || name === '' || !(radiusKm > 0)) return undefined;
  return { shape: 'around', name, ...place, radiusKm };
}

/** What the map draws: the ring around the place, or the way between two sites. */
export function outlineOf(draft: DisruptionDraft): readonly Place[] {
  if (draft.shape === 'between') return draft.ends.filter((end) => end !== undefined);
  const place = placeOf(draft);
  const radiusKm = Number(draft.radiusKm);
  if (place === undefined || !(radiusKm > 0)) return [];
  const high = radiusKm / KM_PER_DEG;
  // Near a pole a degree of longitude has no length; no truck gets there.
  const wide = high / Math.max(0.01, Math.cos((place.lat * Math.PI) / 180));
  return Array.from({ length: RING_POINTS + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / RING_POINTS;
    return { lat: place.lat + high * Math.sin(angle), lon: place.lon + wide * Math.cos(angle) };
  });
}
