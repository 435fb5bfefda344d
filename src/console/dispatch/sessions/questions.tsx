/** What does not fit, as questions with the three ways on: accept the report as it is, ask who was there, or correct it with the reason. */
import type { Session, SessionQuestion } from '@digitruck/contract/sessions';
import { useRef, useState } from 'react';
import type { Failure } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { evidenceText } from '../../shared/i18n/session-evidence.ts';
import { todoText } from '../../shared/i18n/session-todo.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { useMay } from '../../shared/me.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { TextAreaField } from '../../shared/ui/field.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { CorrectDialog } from './correct-dialog.tsx';
import { Overlap } from './overlap.tsx';
import { useSessionAct } from './queries.ts';
import { questionText, todoOf } from './question-text.ts';

const TEXT_MAX = 1000;
const TONES = { open: 'danger', answered: 'neutral', gone: 'good' } as const;
type Act = 'answer' | 'ask' | 'reply';

export function Questions({ session }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const { questions } = session;
  return (
    <Card title={t.doubts}>
      {questions.length === 0 ? (
        <p className="muted">{t.noDoubts}</p>
      ) : (
        <ul className="session-questions">
          {questions.map((question) => (
            <li key={question.kind} data-state={question.state}>
              <Question session={session} question={question} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

type Props = { readonly session: Session; readonly question: SessionQuestion };

function Question({ session, question }: Props) {
  const t = useText(sessionsText);
  const todo = useText(todoText);
  const format = useFormat();
  const { kind, state, facts } = question;
  return (
    <>
      <p>
        <Badge tone={TONES[question.state]}>{t[question.state]}</Badge> {questionText(question, t, format)}
      </p>
      {state === 'open' ? <p className="small muted">{todo[todoOf(question)]}</p> : null}
      {kind === 'overlaps' && state !== 'gone' ? (
        <Overlap session={session} code={String(facts.code ?? '')} />
      ) : null}
      <WhatWasSaid question={question} />
      {question.state === 'gone' ? null : <Ways session={session} question={question} />}
    </>
  );
}

/** Asked, replied, answered: in the order in which it was said. */
function WhatWasSaid({ question }: { readonly question: SessionQuestion }) {
  const t = useText(sessionsText);
  const words = useText(evidenceText);
  const format = useFormat();
  const { toOperator, fromOperator, answer, answeredBy, answeredAt, resolution, state } = question;
  const how = resolution === null ? undefined : words[resolution];
  const said = [
    ...(toOperator === null ? [] : [{ ...toOperator, what: words.asked }]),
    ...(fromOperator === null ? [] : [{ ...fromOperator, what: words.replied }]),
    ...(answer === null || answeredAt === null
      ? []
      : [{ text: answer, by: answeredBy ?? '', at: answeredAt, what: how }]),
  ].toSorted((a, b) => a.at.localeCompare(b.at));
  return (
    <>
      {said.map(({ text, by, at, what }) => (
        <blockquote key={`${what} ${at}`} className="session-answer">
          {text}
          <footer className="small muted">
            {t.answerBy(by, format.dateTime(at))}
            {what === undefined ? '' : ` · ${what}`}
          </footer>
        </blockquote>
      ))}
      {/* A viewer reads nobody's words, and sees all the same how it ended. */}
      {answer === null && how !== undefined && state !== 'open' ? <p className="small muted">{how}</p> : null}
      {state === 'open' && toOperator !== null && fromOperator === null ? (
        <p>
          <Badge tone="info">{words.waitsForReply}</Badge>
        </p>
      ) : null}
    </>
  );
}

function Ways({ session, question }: Props) {
  const t = useText(sessionsText);
  const words = useText(evidenceText);
  const mayDecide = useMay('coordinator');
  const mayReply = useMay('operator');
  const [open, setOpen] = useState<Act | 'correct'>();
  const buttons = useRef<HTMLDivElement>(null);
  const isOpen = question.state === 'open';
  const close = () => {
    setOpen(undefined);
    // The form is gone; the keyboard goes on where it was opened.
    requestAnimationFrame(() => buttons.current?.querySelector('button')?.focus());
  };
  if (open !== undefined && open !== 'correct')
    return <SayForm session={session} question={question} act={open} onClose={close} />;
  if (!mayDecide) {
    if (!isOpen) return null;
    if (!mayReply || question.toOperator === null)
      return <p className="small muted">{t.coordinatorAnswers}</p>;
    return (
      <div className="row" ref={buttons}>
        <Button
          small
          kind={question.fromOperator === null ? 'primary' : 'plain'}
          onClick={() => setOpen('reply')}
        >
          {words.reply}
        </Button>
      </div>
    );
  }
  return (
    <>
      <div className="row" ref={buttons}>
        <Button small kind={isOpen ? 'primary' : 'plain'} onClick={() => setOpen('answer')}>
          {isOpen ? words.accept : t.changeAnswer}
        </Button>
        {isOpen ? (
          <Button small onClick={() => setOpen('ask')}>
            {question.toOperator === null ? words.ask : words.askAgain}
          </Button>
        ) : null}
        <Button small onClick={() => setOpen('correct')}>
          {words.correct}
        </Button>
      </div>
      {open === 'correct' ? (
        <CorrectDialog session={session} question={question.kind} onClose={() => setOpen(undefined)} />
      ) : null}
    </>
  );
}

function SayForm(props: Props & { readonly act: Act; readonly onClose: () => void }) {
  const { session, question, act } = props;
  const t = useText(sessionsText);
  const words = useText(evidenceText);
  const todo = useText(todoText);
  const describe = useDescribe();
  const { announce, toast } = useAnnouncer();
  const send = useSessionAct();
  const [text, setText] = useState(act === 'answer' ? (question.answer ?? '') : '');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const said = {
    answer: { label: words.accept, hint: words.acceptHint, save: words.keepAccept, done: t.answerKept },
    ask: { label: words.ask, hint: words.askHint, save: words.send, done: words.sent },
    reply: { label: words.reply, hint: words.replyHint, save: words.send, done: words.sent },
  }[act];
  // Somebody else was faster while this was written: what is asked of it then asks nobody.
  const opened = useRef(question.answeredAt);
  const isOver = question.state !== 'open' && question.answeredAt !== opened.current;
  const byWhom = question.answeredBy ? todo.meanwhile(question.answeredBy) : todo.meanwhileSaid;
  const save = async () => {
    setBusy(true);
    const body = act === 'answer' ? { answer: text.trim() } : { text: text.trim() };
    const result = await send(session.sessionId, `questions/${question.kind}/${act}`, body);
    setBusy(false);
    if (!result.ok && isConflict(result.failure)) {
      toast(todo.meanwhileSaid);
      props.onClose();
      return;
    }
    if (!result.ok) {
      setFault(describe(result.failure));
      return;
    }
    announce(said.done);
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
        label={said.label}
        hint={said.hint}
        error={fault}
        value={text}
        maxLength={TEXT_MAX}
        required
        autoFocus
        onChange={(event) => setText(event.target.value)}
      />
      {isOver ? (
        <p className="small" role="status">
          <Badge tone="info">{byWhom}</Badge>
        </p>
      ) : null}
      <div className="row">
        <Button small kind="primary" type="submit" busy={busy} disabled={isOver && act !== 'answer'}>
          {said.save}
        </Button>
        <Button small onClick={props.onClose}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}

function isConflict(failure: Failure): boolean {
  return failure.kind === 'problem' && failure.problem.status === 409;
}
