/** A visit request in a dialog: a new one for a site, or one that is changed. */
import type { VisitRequest } from '@digitruck/contract/registry';
import { fieldProblem, send } from '../../shared/http.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { requestsText } from '../../shared/i18n/requests.ts';
import { siteText } from '../../shared/i18n/site-form.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../../shared/ui/field.tsx';
import { boundTo } from '../forms/bound.ts';
import { EditorForm } from '../forms/editor-form.tsx';
import { useEditor } from '../forms/use-editor.ts';
import { DayRanges } from './day-ranges.tsx';
import { useCourses, useSitesChanged } from './queries.ts';
import {
  emptyRequest,
  type RequestDraft,
  type RequestField,
  requestBodyOf,
  requestDraftOf,
} from './request-draft.ts';
import { useToday } from './today.ts';

const PRIORITIES = ['1', '2', '3', '4', '5'] as const;

export function RequestDialog(props: {
  readonly siteId: string;
  /** Undefined: a new one. */
  readonly request: VisitRequest | undefined;
  readonly onClose: () => void;
}) {
  const t = useText(requestsText);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && props.onClose()}
      title={props.request === undefined ? t.newRequest : t.editRequest}
    >
      <RequestForm {...props} />
    </Dialog>
  );
}

function RequestForm(props: Parameters<typeof RequestDialog>[0]) {
  const t = useText(requestsText);
  const words = useText(siteText);
  const { toast } = useAnnouncer();
  const changed = useSitesChanged();
  const courses = useCourses('any');
  const today = useToday();
  const editor = useEditor<VisitRequest, RequestDraft>({
    thing: props.request,
    first: emptyRequest(today),
    draftOf: requestDraftOf,
    create: (draft) => send('POST', '/requests', { body: { ...requestBodyOf(draft), siteId: props.siteId } }),
    update: (current, draft, fields) => {
      const body = requestBodyOf(draft);
      const part = Object.fromEntries(fields.map((field) => [field, body[field]]));
      return send('PATCH', `/requests/${current.requestId}`, { body: { ...part, version: current.version } });
    },
    onSaved: () => {
      void changed();
      toast(t.savedRequest);
      props.onClose();
    },
  });
  const { draft, failure } = editor;
  const common = boundTo<RequestField, RequestDraft>(editor, t);
  const ranges = (field: 'windows' | 'blackouts', hint: string) => (
    <DayRanges
      label={t[field]}
      hint={hint}
      value={draft[field]}
      error={fieldProblem(failure, field)}
      onChange={(value) => editor.set({ [field]: value })}
    />
  );
  const nameOfCourse = (courseId: string) =>
    courses.data?.find((course) => course.courseId === courseId)?.name ?? courseId;
  return (
    <EditorForm
      editor={editor}
      labelOf={(field) => t[field as RequestField]}
      wordOf={(field, text) => (field === 'courseId' ? nameOfCourse(text) : text)}
      saveLabel={words.save}
      onCancel={props.onClose}
      unchanged={props.request !== undefined && editor.changed.length === 0}
    >
      <SelectField {...common('courseId')}>
        <option value="">{t.chooseCourse}</option>
        {courses.data
          ?.filter((course) => !course.retired || course.courseId === draft.courseId)
          .map((course) => (
            <option key={course.courseId} value={course.courseId}>
              {course.code} · {course.name}
            </option>
          ))}
      </SelectField>
      <div className="form-columns form-thirds">
        <TextField {...common('learnersExpected')} inputMode="numeric" />
        <TextField {...common('womenExpected')} inputMode="numeric" />
        <TextField {...common('teachersExpected')} inputMode="numeric" />
        <SelectField {...common('priority')}>
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              {t[`priority${priority}`]}
            </option>
          ))}
        </SelectField>
        <TextField {...common('requestedOn')} type="date" />
        <TextField {...common('minimumStayDays')} inputMode="numeric" />
      </div>
      <div className="form-columns">
        {ranges('windows', t.windowsHint)}
        {ranges('blackouts', t.blackoutsHint)}
      </div>
      <TextAreaField {...common('notes')} rows={2} maxLength={4000} />
    </EditorForm>
  );
}
