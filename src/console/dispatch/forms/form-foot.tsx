/** The end of a form: what went wrong, and the buttons. */
import type { Failure } from '../../shared/http.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { siteText } from '../../shared/i18n/site-form.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';

export function FormFoot(props: {
  readonly failure: Failure | undefined;
  readonly busy: boolean;
  readonly saveLabel: string;
  readonly onCancel: () => void;
  /** What a field is called on the form. */
  readonly labelOf: (field: string) => string | undefined;
  /** Nothing is entered that could be saved. */
  readonly unchanged?: boolean;
}) {
  const { failure } = props;
  const t = useText(siteText);
  const describe = useDescribe();
  const errors = failure?.kind === 'problem' ? (failure.problem.errors ?? []) : [];
  return (
    <>
      {failure === undefined ? null : (
        <div className="form-failure" role="alert">
          <p>{errors.length > 0 ? t.fixFields(errors.length) : describe(failure)}</p>
          {errors.length === 0 ? null : (
            <ul>
              {errors.map(({ field, problem }) => (
                <li key={`${field} ${problem}`}>
                  <strong>{props.labelOf(field) ?? field}</strong>: {problem}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      <div className="dialog-actions">
        {props.unchanged ? <p className="muted small form-unchanged">{t.nothingChanged}</p> : null}
        <Button onClick={props.onCancel}>{t.cancel}</Button>
        <Button kind="primary" type="submit" busy={props.busy} disabled={props.unchanged}>
          {props.saveLabel}
        </Button>
      </div>
    </>
  );
}
