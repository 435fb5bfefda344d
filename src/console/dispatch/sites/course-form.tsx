/** A course in a dialog: a new one, or one that is changed. */
import type { Course } from '@digitruck/contract/registry';
import { useQueryClient } from '@tanstack/react-query';
import { send } from '../../shared/http.ts';
import { coursesText } from '../../shared/i18n/courses.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { boundTo } from '../forms/bound.ts';
import { EditorForm } from '../forms/editor-form.tsx';
import { useEditor } from '../forms/use-editor.ts';
import {
  type CourseDraft,
  type CourseField,
  courseBodyOf,
  courseDraftOf,
  EMPTY_COURSE,
} from './course-draft.ts';

type Props = { readonly course: Course | undefined; readonly onClose: () => void };

export function CourseDialog(props: Props) {
  const t = useText(coursesText);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && props.onClose()}
      title={props.course === undefined ? t.newCourse : t.editOf(props.course.name)}
    >
      <CourseForm {...props} />
    </Dialog>
  );
}

function CourseForm({ course, onClose }: Props) {
  const t = useText(coursesText);
  const client = useQueryClient();
  const { toast } = useAnnouncer();
  const editor = useEditor<Course, CourseDraft>({
    thing: course,
    first: EMPTY_COURSE,
    draftOf: courseDraftOf,
    create: (draft) => send('POST', '/courses', { body: courseBodyOf(draft) }),
    update: (current, draft, fields) => {
      const body = courseBodyOf(draft);
      const part = Object.fromEntries(fields.map((field) => [field, body[field]]));
      return send('PATCH', `/courses/${current.courseId}`, { body: { ...part, version: current.version } });
    },
    onSaved: (saved) => {
      void client.invalidateQueries({ queryKey: keys.courses });
      toast(t.saved(saved.name));
      onClose();
    },
  });
  const { draft } = editor;
  const common = boundTo<CourseField, CourseDraft>(editor, t);
  return (
    <EditorForm
      editor={editor}
      labelOf={(field) => t[field as CourseField]}
      saveLabel={t.save}
      onCancel={onClose}
      unchanged={course !== undefined && editor.changed.length === 0}
    >
      <div className="form-columns form-thirds">
        <TextField {...common('code')} hint={t.codeHint} maxLength={40} autoComplete="off" />
        <TextField {...common('name')} maxLength={120} autoComplete="off" hint={t.nameHint} />
        <SelectField {...common('mode')} hint={t.modeHint}>
          <option value="cohort">{t.cohort}</option>
          <option value="drop-in">{t['drop-in']}</option>
        </SelectField>
        <TextField {...common('totalHours')} inputMode="decimal" />
        <TextField {...common('classHours')} inputMode="decimal" />
        <TextField {...common('language')} maxLength={40} />
        <TextField {...common('powerPerSeatW')} inputMode="decimal" />
        <TextField {...common('downlinkKbps')} inputMode="decimal" />
        <CheckboxField
          label={t.certifies}
          checked={draft.certifies === 'true'}
          onChange={(event) => editor.set({ certifies: String(event.target.checked) })}
        />
      </div>
      {draft.certifies === 'true' ? (
        <TextField {...common('passMarkPct')} hint={t.passMarkHint} inputMode="decimal" />
      ) : null}
      <TextAreaField {...common('notes')} rows={2} maxLength={4000} />
    </EditorForm>
  );
}
