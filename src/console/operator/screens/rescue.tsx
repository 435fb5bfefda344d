/** Unsent reports to another phone and from one: codes on the screen, or a file. A chunk of its own: it is needed when all else fails. */
import { generate } from 'lean-qr/nano';
import { useEffect, useMemo, useRef, useState } from 'react';
import { fill, useModel, usePage } from '../context.tsx';
import { stepOf } from '../outbox/kept.ts';
import {
  type Gathered,
  gathered,
  gatheredText,
  readRescue,
  rescueCodes,
  rescueFile,
} from '../outbox/rescue.ts';
import { Section, Title } from '../parts/basics.tsx';

const MARGIN = 4;

export function Rescue() {
  const { t } = usePage();
  return (
    <div className="stack">
      <Title title={t.rescueNow} />
      <Out />
      <In />
    </div>
  );
}

function Out() {
  const { t, format, clock } = usePage();
  const { kept } = useModel();
  // Made once: codes must not change while another phone reads them one by one.
  const [shown, setShown] = useState<{ readonly codes: readonly string[]; readonly at: number }>();
  const unsent = kept.filter((each) => stepOf(each) === 'saved' || stepOf(each) === 'on-truck');
  const fileNow = () => rescueFile(unsent, clock.nowMs());
  const save = () => {
    const file = fileNow();
    const url = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `digitruck-reports-${file.madeAt.slice(0, 10)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <Section title={t.rescue}>
      <p className="quiet">{t.rescueWhy}</p>
      {unsent.length === 0 ? (
        <p>{t.rescueNone}</p>
      ) : (
        <>
          <p>
            {format.plural(unsent.length, t.waiting)}: {unsent.map(({ code }) => code).join(', ')}
          </p>
          {shown === undefined ? (
            <div className="buttons">
              <button type="button" onClick={() => setShown({ codes: rescueCodes(fileNow()), at: 0 })}>
                {t.showCodes}
              </button>
              <button type="button" onClick={save}>
                {t.saveFile}
              </button>
            </div>
          ) : (
            <Codes
              {...shown}
              onNext={(at) => setShown({ ...shown, at })}
              onDone={() => setShown(undefined)}
            />
          )}
        </>
      )}
    </Section>
  );
}

function Codes(props: {
  readonly codes: readonly string[];
  readonly at: number;
  readonly onNext: (at: number) => void;
  readonly onDone: () => void;
}) {
  const { t } = usePage();
  const { codes, at } = props;
  const label = fill(t.codeOf, String(at + 1), String(codes.length));
  return (
    <>
      <Code text={codes[at] ?? ''} label={label} />
      <div className="buttons">
        <button type="button" className="primary" onClick={() => props.onNext((at + 1) % codes.length)}>
          {t.next} ({label})
        </button>
        <button type="button" onClick={props.onDone}>
          {t.done}
        </button>
      </div>
    </>
  );
}

/** As one path, so that a cheap phone draws it at once. Black on white in every look: cameras want it so. */
function Code({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => {
    const code = generate(text);
    let drawn = '';
    for (let y = 0; y < code.size; y++)
      for (let x = 0; x < code.size; x++) if (code.get(x, y)) drawn += `M${x + MARGIN} ${y + MARGIN}h1v1h-1z`;
    return { size: code.size + 2 * MARGIN, path: drawn };
  }, [text]);
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      data-text={text}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}

type Detector = { detect(source: HTMLVideoElement): Promise<{ readonly rawValue: string }[]> };
declare global {
  interface Window {
    BarcodeDetector?: new (options: { formats: string[] }) => Detector;
  }
}

function In() {
  const { t, format, model, say } = usePage();
  const [set, setSet] = useState<Gathered>();
  const [told, setTold] = useState('');
  const [scanning, setScanning] = useState(false);
  const tell = (text: string, bad = false) => {
    setTold(text);
    say(text, bad);
  };
  const takeText = async (text: string) => {
    const reports = readRescue(text);
    if (reports === undefined) return tell(t.notRescue, true);
    await model.bringIn(reports);
    tell(format.plural(reports.length, t.broughtIn));
  };
  const latest = useRef<Gathered>(undefined);
  const takeCode = (text: string) => {
    const next = gathered(latest.current, text.trim());
    if (next === undefined) {
      void takeText(text.trim());
      return;
    }
    latest.current = next;
    setSet(next);
    setTold(fill(t.scanning, format.number(next.parts.size), format.number(next.count)));
    const whole = gatheredText(next);
    if (whole === undefined) return;
    latest.current = undefined;
    setSet(undefined);
    setScanning(false);
    void takeText(whole);
  };
  return (
    <Section title={t.bringIn}>
      <label className="button">
        {t.chooseFile}
        <input
          className="unseen"
          type="file"
          accept="application/json,.json"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            void file?.text().then(takeText);
          }}
        />
      </label>
      {window.BarcodeDetector === undefined || navigator.mediaDevices === undefined ? null : (
        <button type="button" onClick={() => setScanning(!scanning)}>
          {scanning ? t.done : t.scan}
        </button>
      )}
      {scanning ? (
        <Camera
          onCode={takeCode}
          onRefused={() => {
            setScanning(false);
            tell(t.noCamera, true);
          }}
        />
      ) : null}
      <label>
        {t.pasteLabel}
        <textarea
          rows={2}
          value=""
          onInput={(event) => {
            const { value } = event.currentTarget;
            event.currentTarget.value = '';
            takeCode(value);
          }}
        />
      </label>
      {told === '' ? null : (
        <p role="status">
          {told} {set === undefined ? '' : '…'}
        </p>
      )}
    </Section>
  );
}

const LOOK_EVERY_MS = 250;
function Camera(props: { readonly onCode: (text: string) => void; readonly onRefused: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const taken = useRef(props);
  taken.current = props;
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    let ended = false;
    const look = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      const { current } = video;
      if (ended || current === null || window.BarcodeDetector === undefined) return stop();
      current.srcObject = stream;
      await current.play();
      const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
      timer = setInterval(() => {
        void detector.detect(current).then(
          (codes) => {
            for (const { rawValue } of codes) taken.current.onCode(rawValue);
          },
          () => {},
        );
      }, LOOK_EVERY_MS);
    };
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
      clearInterval(timer);
    };
    look().catch(() => {
      if (!ended) taken.current.onRefused();
    });
    return () => {
      ended = true;
      stop();
    };
  }, []);
  return <video ref={video} className="camera" muted playsInline />;
}
