/** One site: does it wait, is it ready, what does it ask for, what did the last visit bring, who is its host. */
import type { SiteDetail } from '@digitruck/contract/registry-lists';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { sitesText } from '../../shared/i18n/sites.ts';
import { LazyMap } from '../../shared/lazy-map.tsx';
import { useMay, useMe } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { CalendarCard } from '../calendars/calendar-card.tsx';
import { NotHere } from '../not-here.tsx';
import { BackLink } from './back-link.tsx';
import { useSite, useSitesChanged } from './queries.ts';
import { ReadinessCard } from './readiness-card.tsx';
import { RequestsCard } from './requests-card.tsx';
import { draftOf } from './site-draft.ts';
import { SiteFacts } from './site-facts.tsx';
import { SiteForm } from './site-form.tsx';
import { Waiting } from './site-list.tsx';
import { notBefore } from './today.ts';
import { useSiteEditor } from './use-site-editor.ts';

export function SiteScreen({ siteId }: { readonly siteId: string }) {
  const t = useText(siteText);
  const site = useSite(siteId);
  const [editing, setEditing] = useState(false);
  if (site.data === undefined) {
    return (
      <div className="page">
        <BackLink />
        <NotHere
          query={site}
          title={t.site}
          loading={<SiteSkeleton />}
          gone={{ title: t.noSuchSite, why: t.noSuchSiteWhy }}
          back={{ href: '/sites', label: t.backToList }}
        />
      </div>
    );
  }
  return (
    <div className="page">
      <BackLink />
      {editing ? (
        <EditSite site={site.data} onDone={() => setEditing(false)} />
      ) : (
        <SiteView site={site.data} onEdit={() => setEditing(true)} />
      )}
    </div>
  );
}

function EditSite({ site, onDone }: { readonly site: SiteDetail; readonly onDone: () => void }) {
  const t = useText(siteText);
  const { toast } = useAnnouncer();
  const changed = useSitesChanged();
  const editor = useSiteEditor({
    site,
    first: draftOf(site),
    onSaved: (saved) => {
      void changed(saved);
      toast(t.saved(saved.name));
      onDone();
    },
  });
  return (
    <>
      <h1>{site.name}</h1>
      <SiteForm editor={editor} isNew={false} saveLabel={t.save} onCancel={onDone} />
    </>
  );
}

function SiteView({ site, onEdit }: { readonly site: SiteDetail; readonly onEdit: () => void }) {
  const t = useText(siteText);
  const words = useText(sitesText);
  const format = useFormat();
  const nowMs = useNow(30_000);
  const mayChange = useMay('coordinator');
  const place = [site.district, site.county].filter((part) => part !== '');
  return (
    <>
      <header className="page-head">
        <div className="site-title">
          <h1>{site.name}</h1>
          <p className="muted">
            {[words[site.kind], ...new Set(place)].join(' · ')}
            {' · '}
            <Waiting days={site.waitingDays} />
          </p>
        </div>
        {mayChange ? (
          <div className="row">
            <Button kind="primary" onClick={onEdit}>
              {t.edit}
            </Button>
            <DeleteSite site={site} />
          </div>
        ) : (
          <p className="muted small">{words.viewOnly}</p>
        )}
      </header>
      <div className="site-columns">
        <div className="stack">
          <ReadinessCard site={site} />
          <RequestsCard site={site} mayChange={mayChange} />
          <Card title={t.lastVisit}>
            <p>{t.noVisit}</p>
            <p className="muted small">{t.noVisitWhy}</p>
          </Card>
        </div>
        <div className="stack">
          <SitePlace site={site} />
          <SiteFacts site={site} />
          <CalendarCard scope="site" subjectId={site.siteId} name={site.name} />
        </div>
      </div>
      <p className="muted small">
        {t.changedBy(site.updatedBy, format.ago(site.updatedAt, notBefore(nowMs, site.updatedAt)))}
      </p>
    </>
  );
}

const NO_TRUCKS: readonly never[] = [];
const NEAR_ZOOM = 8;
function SitePlace({ site }: { readonly site: SiteDetail }) {
  const t = useText(siteText);
  const installation = useMe().data?.installation;
  return (
    <Card title={t.place} flush>
      <div className="site-place-map">
        {installation === undefined ? null : (
          <LazyMap
            key={`${site.lat} ${site.lon}`}
            label={site.name}
            country={installation.country}
            tileUrl={installation.tileUrl}
            trucks={NO_TRUCKS}
            initial={{ lat: site.lat, lon: site.lon, zoom: NEAR_ZOOM }}
            picked={site}
          />
        )}
      </div>
    </Card>
  );
}

function DeleteSite({ site }: { readonly site: SiteDetail }) {
  const t = useText(siteText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const [, navigate] = useLocation();
  const [search] = useSearchParams();
  const changed = useSitesChanged();
  const remove = async () => {
    const result = await send('DELETE', `/sites/${site.siteId}`, { query: { version: site.version } });
    if (!result.ok) {
      toast(`${t.notDeleted}. ${describe(result.failure)}`, 'danger');
      // It may be another's change that was in the way.
      void changed();
      return;
    }
    toast(t.deleted(site.name));
    navigate(search.size === 0 ? '/sites' : `/sites?${search}`);
    void changed();
  };
  return (
    <ConfirmButton
      kind="danger"
      label={t.delete}
      title={t.deleteTitle(site.name)}
      description={t.deleteWhy}
      confirmLabel={t.delete}
      onConfirm={remove}
    />
  );
}

function SiteSkeleton() {
  return (
    <>
      <Skeleton height={46} />
      <div className="site-columns">
        <div className="stack">
          <Skeleton height={190} />
          <Skeleton height={170} />
        </div>
        <Skeleton height={260} />
      </div>
    </>
  );
}
