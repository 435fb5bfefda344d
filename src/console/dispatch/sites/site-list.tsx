/** The list of sites: name, kind and place, how long it waits, how ready it is. */
import type { SiteListItem } from '@digitruck/contract/registry-lists';
import { Link } from 'wouter';
import { useText } from '../../shared/i18n/language.tsx';
import { sitesText } from '../../shared/i18n/sites.ts';
import { classes } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { ReadinessMarks } from './readiness-marks.tsx';
import { OVERDUE_AFTER_DAYS } from './site-points.ts';

export function SiteList(props: {
  readonly sites: readonly SiteListItem[];
  readonly selectedId: string | undefined;
  readonly onShow: (siteId: string) => void;
  /** Kept through a look at a site and back. */
  readonly hrefOf: (siteId: string) => string;
}) {
  const t = useText(sitesText);
  return (
    <ul className="site-list">
      {props.sites.map((site) => (
        <li key={site.siteId} className={classes('site-row', site.siteId === props.selectedId && 'selected')}>
          <div className="site-row-head">
            <Link href={props.hrefOf(site.siteId)} className="site-name">
              {site.name}
            </Link>
            <Waiting days={site.waitingDays} />
            <button
              type="button"
              className="icon-button"
              aria-label={t.showOnMap(site.name)}
              onClick={() => props.onShow(site.siteId)}
            >
              <Icon name="site" />
            </button>
          </div>
          <div className="site-row-foot">
            <p className="muted">
              {[t[site.kind], site.county, site.learners === null ? '' : t.learners(site.learners)]
                .filter((part) => part !== '')
                .join(' · ')}
            </p>
            <ReadinessMarks readiness={site.readiness} />
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Waiting({ days }: { readonly days: number | null }) {
  const t = useText(sitesText);
  if (days === null) return <span className="site-waits muted">{t.asksNothing}</span>;
  const tone = days > OVERDUE_AFTER_DAYS ? 'overdue' : 'waiting';
  return <span className={`site-waits site-waits-${tone}`}>{t.waits(t.days(days))}</span>;
}
