import { useSearch } from 'wouter';
import { RuleBook } from './RuleBook';
import { RuleDesk } from './RuleDesk';
import './rules.css';

// ?guideline=ID is for reading one, ?file=PATH for changing a file.
export default function RulesPage() {
  const asked = new URLSearchParams(useSearch());
  const path = asked.get('file');
  if (path !== null) return <RuleDesk key={path} path={path} />;
  return <RuleBook shown={asked.get('guideline')} />;
}
