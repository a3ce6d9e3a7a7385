import { useLocation } from 'wouter';
import { RuleBook } from './RuleBook';
import { RuleDesk } from './RuleDesk';
import './rules.css';

// /rules and /rules/GUIDELINE are for reading, /rules/edit/PATH for changing a file.
export default function RulesPage() {
  const [location] = useLocation();
  const rest = decodeURIComponent(location.replace(/^\/rules\/?/, ''));
  if (rest.startsWith('edit/')) {
    const path = rest.slice('edit/'.length);
    return <RuleDesk key={path} path={path} />;
  }
  return <RuleBook shown={rest === '' ? null : rest} />;
}
