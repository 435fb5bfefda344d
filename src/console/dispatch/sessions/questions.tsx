/** What does not fit, as questions that a coordinator answers; the report itself stays as it is. */
import type { Session, SessionQuestion } from '@digitruck/contract/sessions';
import { useRef, useState } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { useMay } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { TextAreaField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { useAnswer } from './queries.ts';
import { questionText } from './question-text.ts';

const ANSWER_MAX = 1000;
const TONES = { open: 'danger', answered: 'neutral', gone: 'good' } as const;

export function Questions({ session }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const { questions, sessionId } = session;
  return (
    <Card title={t.doubts}>
      {questions.length === 0 ? (
        <p className="muted">{t.noDoubts}</p>
      ) : (
        <ul className="session-questions">
          {questions.map((question) => (
            <li key={question.kind} data-state={question.state}>
              <Question sessionId={sessionId} question={question} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Question({
  sessionId,
  question,
}: {
  readonly sessionId: string;
  readonly question: SessionQuestion;
}) {
  const t = useText(sessionsText);
  const format = useFormat();
  const mayAnswer = useMay('coordinator');
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLDivElement>(null);
  const { state, answer, answeredBy, answeredAt } = question;
  const close = () => {
    setEditing(false);
    // The form is gone; the keyboard goes on where it was opened.
    requestAnimationFrame(() => button.current?.querySelector('button')?.focus());
  };
  return (
    <>
      <p>
        <Badge tone={TONES[state]}>{t[state]}</Badge> {questionText(question, t, format)}
      </p>
      {answer === null ? null : (
        <blockquote className="session-answer">
          {answer}
          {answeredBy === null ? null : (
            <footer className="small muted">{t.answerBy(answeredBy, format.dateTime(answeredAt))}</footer>
          )}
        </blockquote>
      )}
      {state === 'gone' ? null : editing ? (
        <AnswerForm sessionId={sessionId} question={question} onClose={close} />
      ) : mayAnswer ? (
        <div className="row" ref={button}>
          <Button small kind={state === 'open' ? 'primary' : 'plain'} onClick={() => setEditing(true)}>
            {state === 'open' ? t.answer : t.changeAnswer}
          </Button>
        </div>
      ) : state === 'open' ? (
        <p className="small muted">{t.coordinatorAnswers}</p>
      ) : null}
    </>
  );
}

function AnswerForm(props: {
  readonly sessionId: string;
  readonly question: SessionQuestion;
  readonly onClose: () => void;
}) {
  const t = useText(sessionsText);
  const describe = useDescribe();
  const { announce } = useAnnouncer();
  const send = useAnswer();
  const [text, setText] = useState(props.question.answer ?? '');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const save = async () => {
    setBusy(true);
    const result = await send(props.sessionId, props.question.kind, text.trim());
    setBusy(false);
    if (!result.ok) {
      setFault(describe(result.failure));
      return;
    }
    announce(t.answerKept);
    props.onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') void save();
      }}
    >
      <TextAreaField
        label={t.answer}
        hint={t.answerHint}
        error={fault}
        value={text}
        maxLength={ANSWER_MAX}
        required
        autoFocus
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row">
        <Button small kind="primary" type="submit" busy={busy}>
          {t.saveAnswer}
        </Button>
        <Button small onClick={props.onClose}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
