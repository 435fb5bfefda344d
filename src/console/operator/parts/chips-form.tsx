/** What was taught, what went wrong, and who is on the roll: one tap each. */
import type { PackLearner } from '@digitruck/contract/operator';
import { PROBLEM_KINDS, type ProblemKind } from '@digitruck/contract/session-words';
import { type FormEvent, useState } from 'react';
import { fill, usePage } from '../context.tsx';
import type { Draft } from '../draft.ts';
import { Chip, Section } from './basics.tsx';

const TOPIC_CHARS_MAX = 120;

export function TopicsForm(props: {
  readonly offered: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (topics: string[]) => void;
}) {
  const { t } = usePage();
  const { offered, chosen, onChange } = props;
  const [text, setText] = useState('');
  const all = [...offered, ...chosen.filter((topic) => !offered.includes(topic))];
  const add = (event: FormEvent) => {
    event.preventDefault();
    const topic = text.trim();
    if (topic !== '' && !chosen.includes(topic)) onChange([...chosen, topic]);
    setText('');
  };
  return (
    <Section title={t.topics}>
      {all.length === 0 ? null : (
        <div className="chips">
          {all.map((topic) => (
            <Chip
              key={topic}
              on={chosen.includes(topic)}
              onToggle={() =>
                onChange(
                  chosen.includes(topic) ? chosen.filter((each) => each !== topic) : [...chosen, topic],
                )
              }
            >
              {topic}
            </Chip>
          ))}
        </div>
      )}
      <form className="inline" onSubmit={add}>
        <label>
          {t.addTopic}
          <input
            value={text}
            maxLength={TOPIC_CHARS_MAX}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={text.trim() === ''}>
          {t.add}
        </button>
      </form>
    </Section>
  );
}

export function ProblemsForm(props: {
  readonly title: string;
  readonly chosen: Draft['problems'];
  readonly onChange: (problems: Draft['problems']) => void;
}) {
  const { t } = usePage();
  const { chosen, onChange } = props;
  const toggle = (kind: ProblemKind) => {
    const { [kind]: had, ...others } = chosen;
    onChange(had === undefined ? { ...chosen, [kind]: '' } : others);
  };
  return (
    <Section title={props.title}>
      <div className="chips">
        {PROBLEM_KINDS.map((kind) => (
          <Chip key={kind} on={chosen[kind] !== undefined} onToggle={() => toggle(kind)}>
            {t.problemKinds[kind]}
          </Chip>
        ))}
      </div>
      {PROBLEM_KINDS.filter((kind) => chosen[kind] !== undefined).map((kind) => (
        <label key={kind}>
          {t.problemKinds[kind]} · {t.problemNote}
          <input
            value={chosen[kind] ?? ''}
            maxLength={500}
            onInput={(event) => onChange({ ...chosen, [kind]: event.currentTarget.value })}
          />
        </label>
      ))}
    </Section>
  );
}

/** All are here until one is tapped. */
export function RollForm(props: {
  readonly roster: readonly PackLearner[];
  readonly absent: readonly string[];
  readonly onToggle: (learnerId: string) => void;
}) {
  const { t, format } = usePage();
  const { roster, absent, onToggle } = props;
  const here = roster.filter(({ learnerId }) => !absent.includes(learnerId)).length;
  return (
    <Section
      title={t.roll}
      aside={
        <output className="total">
          {fill(t.someAbsent, format.number(here), format.number(roster.length))}
        </output>
      }
    >
      <p className="quiet">{t.allHere}</p>
      <div className="roll">
        {roster.map(({ learnerId, name, number }) => {
          const away = absent.includes(learnerId);
          return (
            <button
              key={learnerId}
              type="button"
              aria-pressed={!away}
              className={away ? 'away' : ''}
              onClick={() => onToggle(learnerId)}
            >
              <span>{name ?? fill(t.number, format.number(number))}</span>
              <small>{away ? t.absent : t.here}</small>
            </button>
          );
        })}
      </div>
    </Section>
  );
}
