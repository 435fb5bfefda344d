/** Import of sites in three steps: choose a file, look at what it would do, do it. All rows or none. */

import type { SiteImportResult } from '@digitruck/contract/registry';
import { IMPORT_MAX_BYTES } from '@digitruck/contract/registry-words';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../shared/http.ts';
import { useFormat, useText } from '../../../shared/i18n/language.tsx';
import { importText } from '../../../shared/i18n/site-import.ts';
import { sitesText } from '../../../shared/i18n/sites.ts';
import { useMay } from '../../../shared/me.ts';
import { useAnnouncer } from '../../../shared/ui/announcer.tsx';
import { Button, classes, LinkButton } from '../../../shared/ui/button.tsx';
import { Card } from '../../../shared/ui/card.tsx';
import { ProgressBar } from '../../../shared/ui/progress.tsx';
import { ErrorState } from '../../../shared/ui/states.tsx';
import { BackLink } from '../back-link.tsx';
import { useSitesChanged } from '../queries.ts';
import { ImportColumns } from './columns.tsx';
import { type ImportProgress, sendFile } from './lines.ts';
import { ImportReport } from './report.tsx';

type Columns = Readonly<Record<string, string | null>>;
type State =
  | { readonly step: 'choose' }
  | { readonly step: 'running'; readonly dryRun: boolean; readonly progress?: ImportProgress }
  | { readonly step: 'checked'; readonly result: SiteImportResult }
  | { readonly step: 'done'; readonly result: SiteImportResult }
  | { readonly step: 'failed'; readonly dryRun: boolean; readonly failure: Failure };
const STEPS = ['choose', 'check', 'import'] as const;

export function ImportScreen() {
  const t = useText(importText);
  const words = useText(sitesText);
  const mayChange = useMay('coordinator');
  return (
    <div className="page">
      <BackLink />
      <h1>{t.title}</h1>
      {mayChange ? <Wizard /> : <p className="muted">{words.viewOnly}</p>}
    </div>
  );
}

function Wizard() {
  const t = useText(importText);
  const { announce } = useAnnouncer();
  const changed = useSitesChanged();
  const [file, setFile] = useState<File>();
  const [columns, setColumns] = useState<Columns>({});
  const [state, setState] = useState<State>({ step: 'choose' });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const run = async (chosen: File, choice: Columns, dryRun: boolean) => {
    abort.current?.abort();
    const mine = new AbortController();
    abort.current = mine;
    setFile(chosen);
    setColumns(choice);
    setState({ step: 'running', dryRun });
    const query = { dryRun, fileName: chosen.name, columns: columnsQuery(choice) };
    try {
      const result = await sendFile(
        chosen,
        query,
        (progress) => setState({ step: 'running', dryRun, progress }),
        mine.signal,
      );
      if (!result.ok) {
        setState({ step: 'failed', dryRun, failure: result.failure });
        return;
      }
      setState({ step: result.value.committed ? 'done' : 'checked', result: result.value });
      announce(result.value.committed ? t.doneTitle : t.checkedSaid(result.value.rows, result.value.bad));
      if (result.value.committed) void changed();
    } catch (error) {
      // Left, or another file was chosen meanwhile.
      if (!mine.signal.aborted) throw error;
    }
  };
  const startOver = () => {
    abort.current?.abort();
    setFile(undefined);
    setState({ step: 'choose' });
  };
  const at = state.step === 'choose' ? 0 : state.step === 'done' || isWriting(state) ? 2 : 1;
  return (
    <>
      <ol className="steps">
        {STEPS.map((step, index) => (
          <li
            key={step}
            className={classes('step', index < at && 'step-done')}
            aria-current={index === at ? 'step' : undefined}
          >
            <span className="step-number">{index + 1}</span> {t[step]}
          </li>
        ))}
      </ol>
      {state.step === 'choose' ? <ChooseFile onFile={(chosen) => run(chosen, {}, true)} /> : null}
      {file === undefined || state.step === 'choose' ? null : (
        <p className="import-file">
          <strong>{file.name}</strong> <FileSize bytes={file.size} />
          {state.step === 'running' && !state.dryRun ? null : (
            <Button kind="quiet" small onClick={startOver}>
              {t.otherFile}
            </Button>
          )}
        </p>
      )}
      {state.step === 'running' ? <Running state={state} fileBytes={file?.size} /> : null}
      {state.step === 'failed' && file !== undefined ? (
        <Card>
          <ErrorState
            title={state.dryRun ? t.checkFailed : t.importFailed}
            failure={state.failure}
            stillWorks={t.nothingWritten}
            onRetry={() => void run(file, columns, state.dryRun)}
          />
        </Card>
      ) : null}
      {state.step === 'checked' && file !== undefined ? (
        <>
          <ImportReport result={state.result} fileName={file.name} />
          <ImportColumns
            // After another check it begins with what was read then.
            key={JSON.stringify(state.result.columns)}
            read={state.result.columns}
            onCheckAgain={(choice) => void run(file, { ...columns, ...choice }, true)}
          />
          <Confirm result={state.result} onImport={() => void run(file, columns, false)} />
        </>
      ) : null}
      {state.step === 'done' ? (
        <>
          <div className="import-done" role="status">
            <h2>{t.doneTitle}</h2>
            <p>{t.doneWhat(state.result.create, state.result.update, state.result.unchanged)}</p>
            <div className="row">
              <LinkButton href="/sites" kind="primary">
                {t.toSites}
              </LinkButton>
              <Button onClick={startOver}>{t.another}</Button>
            </div>
          </div>
          {state.result.warningCount === 0 ? null : (
            <ImportReport result={state.result} fileName={file?.name ?? ''} />
          )}
        </>
      ) : null}
    </>
  );
}

function ChooseFile({ onFile }: { readonly onFile: (file: File) => void }) {
  const t = useText(importText);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > IMPORT_MAX_BYTES) setRefused(t.tooLarge(String(IMPORT_MAX_BYTES / 1024 / 1024)));
    else if (file.size === 0) setRefused(t.emptyFile);
    else if (/\.(xlsx?|ods|zip|gz)$/i.test(file.name)) setRefused(t.notCsv);
    else onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button does the same
    <div
      className={classes('drop-field', over && 'drop-over')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p>
        <strong>{t.dropHere}</strong>
      </p>
      <Button kind="primary" onClick={() => input.current?.click()}>
        {t.chooseFile}
      </Button>
      <input
        ref={input}
        type="file"
        className="hidden-text"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label={t.chooseFile}
        tabIndex={-1}
        onChange={(event) => take(event.target.files?.[0])}
      />
      {refused === undefined ? null : (
        <p className="field-error" role="alert">
          {refused}
        </p>
      )}
      <p className="muted small">{t.fileWhat}</p>
    </div>
  );
}

function Running(props: {
  readonly state: Extract<State, { step: 'running' }>;
  readonly fileBytes?: number;
}) {
  const t = useText(importText);
  const format = useFormat();
  const { progress, dryRun } = props.state;
  const text = () => {
    if (progress === undefined || progress.total === 0) return undefined;
    const number = (n: number) =>
      progress.phase === 'reading' ? format.unit(n / 1e6, 'MB', 1) : format.number(n);
    return t.of(number(progress.done), number(progress.total));
  };
  return (
    <Card>
      <ProgressBar
        label={progress === undefined ? t.sending : t[progress.phase]}
        value={progress?.done}
        max={Math.max(1, progress?.total ?? 1)}
        text={text()}
      />
      <p className="muted small import-promise">{dryRun ? t.dryRunPromise : t.allOrNothing}</p>
    </Card>
  );
}

function Confirm({ result, onImport }: { readonly result: SiteImportResult; readonly onImport: () => void }) {
  const t = useText(importText);
  const work = result.create + result.update;
  const why = result.bad > 0 ? t.fixFirst(result.bad) : work === 0 ? t.nothingToDo : t.allOrNothing;
  return (
    <div className="import-confirm">
      <p className="muted">{why}</p>
      <Button kind="primary" disabled={result.bad > 0 || work === 0} onClick={onImport}>
        {t.importNow(work)}
      </Button>
    </div>
  );
}

function FileSize({ bytes }: { readonly bytes: number }) {
  const format = useFormat();
  const large = bytes >= 1e6;
  return (
    <span className="muted">
      {format.number(bytes / (large ? 1e6 : 1000), 1)}&nbsp;{large ? 'MB' : 'kB'}
    </span>
  );
}

function isWriting(state: State): boolean {
  return (state.step === 'running' || state.step === 'failed') && !state.dryRun;
}

function columnsQuery(choice: Columns): string | undefined {
  return Object.keys(choice).length === 0 ? undefined : JSON.stringify(choice);
}
