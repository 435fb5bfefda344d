/** The four readiness marks at length: what is known, what is missing. */
import type { SiteDetail } from '@digitruck/contract/registry-lists';
import { NETWORK_MIN_KBPS } from '@digitruck/contract/registry-words';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { sitesText } from '../../shared/i18n/sites.ts';
import { Card } from '../../shared/ui/card.tsx';
import { ASPECTS, type Aspect } from './readiness.ts';
import { ReadySign } from './readiness-marks.tsx';

const AGREEMENT_WORDS = {
  none: 'notAsked',
  asked: 'askedHost',
  agreed: 'agreedHost',
  refused: 'refusedHost',
} as const;
const GRID_WORDS = {
  yes: 'gridYes',
  unreliable: 'gridUnreliable',
  no: 'gridNo',
  unknown: 'notKnown',
} as const;

export function ReadinessCard({ site }: { readonly site: SiteDetail }) {
  const t = useText(siteText);
  const words = useText(sitesText);
  const reason = useReasons(site);
  return (
    <Card title={t.readiness} flush>
      <dl className="ready-list">
        {ASPECTS.map((aspect) => {
          const ready = site.readiness[aspect];
          const [what, note] = reason[aspect];
          return (
            <div key={aspect} className="ready-item">
              <dt>
                <ReadySign ready={ready} />
                {words[aspect]}
                <span className="hidden-text">: {words[ready]}</span>
              </dt>
              <dd>
                {what}
                {note === '' ? null : <p className="muted small">{note}</p>}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

/** For each aspect what is so, and a note beneath. */
function useReasons(site: SiteDetail): { readonly [A in Aspect]: readonly [what: string, note: string] } {
  const t = useText(siteText);
  const format = useFormat();
  const { host, access, connectivity, power } = site;
  const speed = format.unit(connectivity.downlinkKbps, 'kbit/s');
  const measured =
    connectivity.measuredOn === null ? '' : t.onDate(format.date(connectivity.measuredOn, 'UTC'));
  const agreed = host.agreement === 'agreed' && host.agreedOn !== null;
  return {
    agreement: [
      agreed ? t.agreedOn(format.date(host.agreedOn, 'UTC')) : t[AGREEMENT_WORDS[host.agreement]],
      [host.name, host.role].filter((part) => part !== '').join(', '),
    ],
    access: [
      access.lorry === 'no'
        ? t.noLorry
        : access.flatGround === 'no'
          ? t.notFlat
          : site.readiness.access === 'yes'
            ? t.readyTruck
            : access.lorry === access.flatGround
              ? t.notKnown
              : t.accessHalf,
      access.notes,
    ],
    network: [
      connectivity.downlinkKbps === null
        ? t.notKnown
        : site.readiness.network === 'yes'
          ? t.downlink(speed)
          : t.tooSlow(speed, format.unit(NETWORK_MIN_KBPS, 'kbit/s')),
      [connectivity.operator, measured].filter((part) => part !== '').join(', '),
    ],
    power: [t[GRID_WORDS[power.grid]], power.notes],
  };
}
