import { Link } from 'wouter';
import type { RuleDiagnostic } from '../../api/rules';
import { Notice } from '../../components/Notice';
import { fileAddress } from './addresses';
import { suggestionOf } from './ruleCompletion';
import type { Findings } from './useFindings';

function Place({
  found,
  path,
  onShow,
}: {
  found: RuleDiagnostic;
  path: string;
  onShow: (found: RuleDiagnostic) => void;
}) {
  if (found.file !== path) {
    return (
      <Link href={fileAddress(found.file)} className="mono">
        {found.file}:{found.line}
      </Link>
    );
  }
  return (
    <button type="button" className="link" onClick={() => onShow(found)}>
      Line {found.line}
    </button>
  );
}

// What the rules check says of the edited files.
export function ProblemsPanel({
  findings,
  path,
  changed,
  onShow,
  onMend,
}: {
  findings: Findings;
  path: string;
  changed: boolean;
  onShow: (found: RuleDiagnostic) => void;
  onMend: (found: RuleDiagnostic) => void;
}) {
  if (findings.problem !== null) return <Notice kind="error">{findings.problem}</Notice>;
  const told = !changed
    ? 'Nothing is edited. Problems show here as you type.'
    : findings.checking
      ? 'Checking …'
      : findings.list.length === 0
        ? 'No problems.'
        : `${findings.list.length} ${findings.list.length === 1 ? 'problem' : 'problems'}.`;
  return (
    <>
      <p className="soft" role="status">
        {told}
      </p>
      <ul className="problems">
        {findings.list.map((found, index) => (
          <li key={index} className={`problem problem-${found.severity}`}>
            <span className="problem-kind">{found.severity}</span>
            <span>
              {found.message} <Place found={found} path={path} onShow={onShow} />
              {found.file === path && suggestionOf(found) !== null && (
                <button type="button" className="link mend" onClick={() => onMend(found)}>
                  Change to ‘{suggestionOf(found)}’
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
