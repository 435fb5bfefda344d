/** Editing a site: what is sent for a new one, and for what was changed of one. */
import type { Site } from '@digitruck/contract/registry';
import { send } from '../../shared/http.ts';
import { useEditor } from '../forms/use-editor.ts';
import { bodyOf, draftOf, type SiteDraft, updateOf } from './site-draft.ts';

export function useSiteEditor(options: {
  readonly site: Site | undefined;
  readonly first: SiteDraft;
  readonly onSaved: (site: Site) => void;
}) {
  return useEditor<Site, SiteDraft>({
    thing: options.site,
    first: options.first,
    draftOf,
    create: (draft) => send('POST', '/sites', { body: bodyOf(draft) }),
    update: (current, draft, changed) =>
      send('PATCH', `/sites/${current.siteId}`, { body: updateOf(current, draft, changed) }),
    onSaved: options.onSaved,
  });
}
