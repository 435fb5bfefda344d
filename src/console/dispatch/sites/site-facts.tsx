/** What else is known of a site: its host and its particulars. Fields that nobody filled in are left out. */
import type { SiteDetail } from '@digitruck/contract/registry-lists';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { languageName } from '../../shared/language-name.ts';
import { Card } from '../../shared/ui/card.tsx';
import { useDayNames } from './open-days.tsx';

type Fact = readonly [label: string, value: string, href?: string];

export function SiteFacts({ site }: { readonly site: SiteDetail }) {
  const t = useText(siteText);
  const format = useFormat();
  const dayNames = useDayNames();
  const { host } = site;
  const contact: readonly Fact[] = [
    [t['host.name'], host.name],
    [t['host.role'], host.role],
    [t['host.phone'], host.phone, `tel:${host.phone.replace(/[^\d+]/g, '')}`],
    [t['host.email'], host.email, `mailto:${host.email}`],
    [t['host.language'], languageName(host.language, format.locale)],
  ];
  const { from, to } = site.opening;
  const hours =
    from === null ? (to === null ? '' : t.until(to)) : to === null ? t.from(from) : t.fromTo(from, to);
  const facts: readonly Fact[] = [
    [t.learners, site.learners === null ? '' : format.number(site.learners)],
    [t.county, site.county],
    [t.district, site.district],
    [t.governmentId, site.governmentId ?? ''],
    [t.gigaId, site.gigaId ?? ''],
    [`${t.lat}, ${t.lon}`, `${format.number(site.lat, 5)}, ${format.number(site.lon, 5)}`],
    [t['opening.weekdays'], dayNames(site.opening.weekdays)],
    [t.hours, hours],
    [t.notes, site.notes],
  ];
  return (
    <>
      <Card title={t.host}>
        {contact.some(([, value]) => value !== '') ? (
          <Facts facts={contact} />
        ) : (
          <p className="muted">{t.noHost}</p>
        )}
      </Card>
      <Card title={t.details}>
        <Facts facts={facts} />
      </Card>
    </>
  );
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([label, value, href]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{href === undefined ? value : <a href={href}>{value}</a>}</dd>
          </div>
        ))}
    </dl>
  );
}
