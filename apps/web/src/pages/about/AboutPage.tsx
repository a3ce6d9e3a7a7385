import { useEffect, useState } from 'react';
import { about, messageOf } from '../../api/client';
import type { About } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
import { Notice } from '../../components/Notice';
import { Waiting } from '../../components/Waiting';
import figures from '../../figures.json';
import './about.css';

function Versions({ answer }: { answer: About }) {
  const rows: [string, string][] = [
    ['Version', answer.version],
    ['Build', answer.build],
    ['Rules', answer.rules],
    ['Model, open cases', answer.models.prescreen ?? 'none: the weights that the rules give'],
    ['Model, past letters', answer.models.record ?? 'none: the weights that the rules give'],
  ];
  const setting: [string, string][] = [
    [
      'History',
      answer.history === 'file'
        ? 'kept in the database that the server was started with'
        : 'kept in memory, gone when the server stops',
    ],
    ['Text of cases', answer.stores_text ? 'stored with each recorded review' : 'not stored'],
    [
      'Rules',
      answer.rules_directory_writable
        ? 'may be saved from the Rules page'
        : 'may be tried in the Rules page, not saved',
    ],
    [
      'Corpora',
      answer.corpora.length === 0
        ? 'none opened'
        : answer.corpora.map((one) => one.name).join(', '),
    ],
  ];
  return (
    <section className="panel about-block" aria-labelledby="about-versions">
      <h2 id="about-versions">
        Versions{' '}
        <CopyButton
          text={rows.map(([name, value]) => `${name}: ${value}`).join('\n')}
          what="versions and hashes"
        />
      </h2>
      <dl className="about-list">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
      <h3>How this server was started</h3>
      <dl className="about-list">
        {setting.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function What() {
  return (
    <section className="panel about-block" aria-labelledby="about-what">
      <h2 id="about-what">What it is, and what it is not</h2>
      <p>
        California sends disputes over medical necessity from utilization review (UR) to Independent
        Medical Review (IMR). This tool estimates, for each item that UR denied or modified, how
        likely IMR is to overturn that, so that a weak denial or a thin request is seen before it
        goes there.
      </p>
      <ul className="about-points">
        <li>
          It advises a physician reviewer.{' '}
          <strong>It may not itself approve, modify or deny.</strong>
        </li>
        <li>
          It does not decide medical necessity and is no evidence of it. Only a licensed physician
          may deny or modify a request for reasons of medical necessity (Labor Code 4610). A low
          probability is no ground for a denial, and a high one no approval.
        </li>
        <li>
          Sex, age, race, language, names and places of a patient are never used for a prediction.
        </li>
        <li>
          It works offline: what you open goes to the program that serves this page and nowhere
          else. A review is recorded only on your request.
        </li>
      </ul>
    </section>
  );
}

function Limits() {
  return (
    <section className="panel about-block" aria-labelledby="about-limits">
      <h2 id="about-limits">Limits, as measured</h2>
      <p>Measured on {figures.letters}. In brackets 95% intervals, bootstrap by letter.</p>
      <table className="table">
        <caption className="hidden-text">Accuracy of predictions for letters held out</caption>
        <thead>
          <tr>
            <th scope="col">Predictor</th>
            <th scope="col">Read as</th>
            <th scope="col">AUC</th>
            <th scope="col">Brier skill</th>
            <th scope="col">Calibration error</th>
            <th scope="col">Overturned within the riskiest fifth</th>
          </tr>
        </thead>
        <tbody className="number">
          {figures.accuracy.map((row) => (
            <tr key={row.view}>
              <td>{row.predictor}</td>
              <td>{row.view}</td>
              <td>{row.auc}</td>
              <td>{row.brierSkill}</td>
              <td>{row.ece}</td>
              <td>{row.riskiestFifth}</td>
            </tr>
          ))}
          {figures.setAside.map((row) => (
            <tr key={row.view}>
              <td>rules alone, {row.letters}</td>
              <td>{row.view}</td>
              <td>{row.auc}</td>
              <td>{row.brierSkill}</td>
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      <Notice kind="warning">
        <p>{figures.caution}</p>
      </Notice>
      <ul className="about-points">
        <li>
          Facts agree with annotated ones at {figures.facts}: check the words of what decides before
          you rely on it.
        </li>
        <li>
          The deciding guideline is of a source and chapter that the expert cites in{' '}
          {figures.citations}.
        </li>
        <li>
          The program knows only the pages that it was given. What is in the chart and not in the
          input counts as not documented.
        </li>
        <li>
          An item that no guideline of the rule book covers is marked as abstained: judge it without
          the program.
        </li>
      </ul>
    </section>
  );
}

export default function AboutPage() {
  const [answer, setAnswer] = useState<About | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const stop = new AbortController();
    about(stop.signal).then(setAnswer, (error: unknown) => {
      if (!stop.signal.aborted) setProblem(messageOf(error));
    });
    return () => stop.abort();
  }, []);
  return (
    <div className="page page-narrow about">
      <h1>About</h1>
      <What />
      <Limits />
      {problem !== '' && <Notice kind="error">{problem}</Notice>}
      {answer !== null ? <Versions answer={answer} /> : problem === '' && <Waiting what="Asking" />}
    </div>
  );
}
