/** All fields of a site, for a new one and for editing. */
import { SITE_KINDS } from '@digitruck/contract/registry-words';
import { useId } from 'react';
import { fieldProblem } from '../../shared/http.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { sitesText } from '../../shared/i18n/sites.ts';
import { SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { boundTo } from '../forms/bound.ts';
import { EditorForm } from '../forms/editor-form.tsx';
import type { Editor } from '../forms/use-editor.ts';
import { OpenDays, useDayNames } from './open-days.tsx';
import { PlacePicker } from './place-picker.tsx';
import { AGREEMENTS, READINESS_CHOICES } from './readiness.ts';
import type { SiteDraft, SiteFieldPath } from './site-draft.ts';

const GRIDS = ['yes', 'unreliable', 'no', 'unknown'] as const;
const CHOICES: { readonly [Path in SiteFieldPath]?: readonly string[] } = {
  kind: SITE_KINDS,
  'host.agreement': AGREEMENTS,
  'access.lorry': READINESS_CHOICES,
  'access.flatGround': READINESS_CHOICES,
  'power.grid': GRIDS,
};

export function SiteForm(props: {
  readonly editor: Editor<SiteDraft>;
  readonly saveLabel: string;
  readonly isNew: boolean;
  readonly onCancel: () => void;
}) {
  const { editor } = props;
  const { draft, failure } = editor;
  const t = useText(siteText);
  const word = useSiteWord();
  const common = boundTo<SiteFieldPath, SiteDraft>(editor, t);
  const select = (path: SiteFieldPath) => (
    <SelectField {...common(path)}>
      {CHOICES[path]?.map((choice) => (
        <option key={choice} value={choice}>
          {word(path, choice)}
        </option>
      ))}
    </SelectField>
  );
  const number = { inputMode: 'decimal', autoComplete: 'off' } as const;
  return (
    <EditorForm
      className="site-form"
      editor={editor}
      labelOf={(field) => t[field as SiteFieldPath]}
      wordOf={(field, text) => word(field as SiteFieldPath, text)}
      saveLabel={props.saveLabel}
      onCancel={props.onCancel}
      unchanged={!props.isNew && editor.changed.length === 0}
    >
      <Group title={t.place}>
        <div className="site-place">
          <PlacePicker lat={draft.lat} lon={draft.lon} onPick={(lat, lon) => editor.set({ lat, lon })} />
          <div className="form">
            <TextField {...common('name')} required maxLength={120} autoComplete="off" />
            {select('kind')}
            <div className="form-columns form-pairs">
              <TextField {...common('lat')} {...number} hint={t.latHint} required />
              <TextField {...common('lon')} {...number} hint={t.lonHint} required />
            </div>
            <div className="form-columns form-pairs">
              <TextField {...common('county')} maxLength={80} />
              <TextField {...common('district')} maxLength={80} />
            </div>
          </div>
        </div>
        <div className="form-columns">
          <TextField {...common('learners')} inputMode="numeric" />
          <TextField {...common('governmentId')} maxLength={64} />
          <TextField {...common('gigaId')} maxLength={36} />
          <TextField {...common('country')} maxLength={2} />
        </div>
      </Group>
      <Group title={t.host}>
        <div className="form-columns">
          <TextField {...common('host.name')} maxLength={120} autoComplete="off" />
          <TextField {...common('host.role')} maxLength={80} autoComplete="off" />
          <TextField {...common('host.phone')} type="tel" maxLength={40} autoComplete="off" />
          <TextField {...common('host.email')} type="email" autoComplete="off" />
          <TextField {...common('host.language')} maxLength={20} autoComplete="off" />
          {select('host.agreement')}
          <TextField {...common('host.agreedOn')} type="date" />
        </div>
      </Group>
      <Group title={t.readiness}>
        <div className="form-columns">
          {select('access.lorry')}
          {select('access.flatGround')}
          {select('power.grid')}
          <TextField {...common('connectivity.operator')} maxLength={80} />
          <TextField {...common('connectivity.downlinkKbps')} {...number} />
          <TextField {...common('connectivity.uplinkKbps')} {...number} />
          <TextField {...common('connectivity.measuredOn')} type="date" />
        </div>
        <div className="form-columns">
          <TextAreaField {...common('access.notes')} rows={2} maxLength={1000} />
          <TextAreaField {...common('power.notes')} rows={2} maxLength={1000} />
          <TextAreaField {...common('notes')} rows={2} maxLength={4000} />
        </div>
      </Group>
      <Group title={t.opening}>
        <OpenDays
          value={draft['opening.weekdays']}
          error={fieldProblem(failure, 'opening.weekdays')}
          onChange={(days) => editor.set({ 'opening.weekdays': days })}
        />
        <div className="form-columns">
          <TextField {...common('opening.from')} type="time" hint={t.anyTime} />
          <TextField {...common('opening.to')} type="time" />
        </div>
      </Group>
    </EditorForm>
  );
}

/** What a stored word is called, e.g. "vocational-college"; other fields' texts as they are. */
export function useSiteWord(): (path: SiteFieldPath, text: string) => string {
  const t = useText(siteText);
  const words = useText(sitesText);
  const dayNames = useDayNames();
  return (path, text) => {
    if (path === 'opening.weekdays') return dayNames(text.split(' ').filter(Boolean).map(Number));
    if (CHOICES[path] === undefined) return text;
    return text === 'unreliable' ? t.unreliable : String(words[text as keyof typeof words] ?? text);
  };
}

function Group({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  const id = useId();
  return (
    <section className="card form-group" aria-labelledby={id}>
      <h2 className="card-title" id={id}>
        {title}
      </h2>
      {children}
    </section>
  );
}
