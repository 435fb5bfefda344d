/** What the map's signs mean, behind a small button over the map. */
import { useText } from '../i18n/language.tsx';
import { mapText } from '../i18n/map.ts';
import { truckSvg } from './marker.ts';
import { SITE_COLOURS, SITE_MARKS, type SiteMark, TRUCK_MARKS, type TruckMark } from './types.ts';

const SITE_SHAPES: { readonly [Mark in SiteMark]: string } = {
  overdue: 'M3 3h8v8H3z',
  waiting: 'M7 3.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7',
  'not-ready': 'M7 2l5 9H2z',
  ready: 'M7 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  unknown: 'M7 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
};

export function MapLegend(props: {
  readonly truckMarks?: readonly TruckMark[];
  readonly siteMarks?: readonly SiteMark[];
}) {
  const t = useText(mapText);
  const { truckMarks = TRUCK_MARKS, siteMarks = SITE_MARKS } = props;
  return (
    <details className="map-legend no-print">
      <summary>{t.legend}</summary>
      <div className="map-legend-body">
        {truckMarks.length === 0 ? null : (
          <>
            <h3>{t.trucks}</h3>
            <ul>
              {truckMarks.map((mark) => (
                <li key={mark}>
                  <img src={dataUrl(truckSvg({ mark, socPct: 70 }, 22))} width={22} height={22} alt="" />
                  {t[mark]}
                </li>
              ))}
            </ul>
            <p className="small muted">{t.ring}</p>
          </>
        )}
        {siteMarks.length === 0 ? null : (
          <>
            <h3>{t.sites}</h3>
            <ul>
              {siteMarks.map((mark) => (
                <li key={mark}>
                  <svg width="14" height="14" aria-hidden="true" focusable="false">
                    <path
                      d={SITE_SHAPES[mark]}
                      fill={mark === 'waiting' || mark === 'unknown' ? '#fff' : SITE_COLOURS[mark]}
                      stroke={SITE_COLOURS[mark]}
                      strokeWidth={mark === 'waiting' || mark === 'unknown' ? 2 : 0}
                    />
                  </svg>
                  {t[mark]}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </details>
  );
}

function dataUrl(svg: string): string {
  const whole = svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
  return `data:image/svg+xml,${encodeURIComponent(whole)}`;
}
