import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import { messageOf } from '../../api/client';
import { testRules, type ExampleFailure, type ExampleRun, type Texts } from '../../api/rules';
import { Notice } from '../../components/Notice';
import { fileAddress } from './addresses';
import { criterionName, statusText } from './words';

function Failure({
  failure,
  path,
  onShow,
}: {
  failure: ExampleFailure;
  path: string;
  onShow: (place: { file: string; line: number }) => void;
}) {
  return (
    <li className="problem problem-error">
      <span className="problem-kind">fails</span>
      <span>
        <strong>{failure.example}</strong>{' '}
        {failure.file === path ? (
          <button type="button" className="link" onClick={() => onShow(failure)}>
            Line {failure.line}
          </button>
        ) : (
          <Link href={fileAddress(failure.file)} className="mono">
            {failure.file}:{failure.line}
          </Link>
        )}
        <br />
        {criterionName(failure.expectation)} is <strong>{statusText(failure.found)}</strong>, not{' '}
        {statusText(failure.expected)}
        {failure.because !== '' && <span className="soft"> ({failure.because})</span>}
      </span>
    </li>
  );
}

// The examples that stand beside the rules, judged by the edited rules.
export function ExamplesPanel({
  texts,
  path,
  errors,
  onShow,
}: {
  texts: Texts;
  path: string;
  errors: number;
  onShow: (place: { file: string; line: number }) => void;
}) {
  const key = JSON.stringify(texts);
  const [ran, setRan] = useState<{ key: string; run: ExampleRun } | null>(null);
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const start = () => {
    setRunning(true);
    setProblem(null);
    testRules(texts)
      .then((run) => setRan({ key, run }))
      .catch((error: unknown) => {
        setRan(null);
        setProblem(messageOf(error));
      })
      .finally(() => setRunning(false));
  };
  const run = ran?.run;
  const failures = [...(run?.failures ?? [])].sort(
    (a, b) => Number(b.file === path) - Number(a.file === path),
  );
  return (
    <>
      <div className="panel-row">
        <Button className="button" isDisabled={running || errors > 0} onPress={start}>
          {running ? 'Running …' : 'Run the examples'}
        </Button>
        <span role="status">
          {run &&
            (failures.length === 0
              ? `All ${run.examples} examples come out as they say.`
              : `${failures.length} of ${run.expectations} expectations of ${run.examples} examples fail.`)}
          {ran && ran.key !== key && <span className="soft"> Of an earlier text: run again.</span>}
        </span>
      </div>
      {errors > 0 && <p className="soft">Mend the errors first.</p>}
      {problem !== null && <Notice kind="error">{problem}</Notice>}
      <ul className="problems">
        {failures.map((failure, index) => (
          <Failure key={index} failure={failure} path={path} onShow={onShow} />
        ))}
      </ul>
    </>
  );
}
