/** A new site, with its place picked on the map. */
import { useLocation } from 'wouter';
import { useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { sitesText } from '../../shared/i18n/sites.ts';
import { useMay, useMe } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { BackLink } from './back-link.tsx';
import { useSitesChanged } from './queries.ts';
import { emptyDraft } from './site-draft.ts';
import { SiteForm } from './site-form.tsx';
import { useSiteEditor } from './use-site-editor.ts';

export function NewSiteScreen() {
  const t = useText(siteText);
  const words = useText(sitesText);
  const [, navigate] = useLocation();
  const { toast } = useAnnouncer();
  const changed = useSitesChanged();
  const mayChange = useMay('coordinator');
  const country = useMe().data?.installation.country ?? '';
  const editor = useSiteEditor({
    site: undefined,
    first: emptyDraft(country),
    onSaved: (site) => {
      void changed();
      toast(t.added(site.name));
      navigate(`/sites/${site.siteId}`);
    },
  });
  return (
    <div className="page">
      <BackLink />
      <h1>{t.newTitle}</h1>
      {mayChange ? (
        <>
          <p className="muted">{t.newWhy}</p>
          <SiteForm editor={editor} isNew saveLabel={t.addSite} onCancel={() => navigate('/sites')} />
        </>
      ) : (
        <p className="muted">{words.viewOnly}</p>
      )}
    </div>
  );
}
