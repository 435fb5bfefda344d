/** A truck's sign of the map, small, beside its state in words. */
import { useText } from '../../shared/i18n/language.tsx';
import { todayText } from '../../shared/i18n/today.ts';
import { truckSvg } from '../../shared/map/marker.ts';
import { markOf, type TruckState } from './truck-state.ts';

export function TruckSign(props: {
  readonly state: TruckState;
  readonly socPct?: number;
  readonly headingDeg?: number;
  readonly size?: number;
}) {
  const { state, socPct, headingDeg, size = 24 } = props;
  const svg = truckSvg({ mark: markOf(state), socPct, headingDeg, stale: markOf(state) === 'silent' }, size);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own picture, made of numbers only
  return <span className="truck-sign" dangerouslySetInnerHTML={{ __html: svg }} />;
}

export function useStateText(): (state: TruckState) => string {
  const t = useText(todayText);
  return (state) => (state === 'never' ? t.neverHeard : t[state]);
}
