import { Link } from 'wouter';

// Opens a letter of a corpus in Review.
export function CaseLink({ corpus, name, view }: { corpus: string; name: string; view: string }) {
  const search = new URLSearchParams({ corpus, case: name, view });
  return <Link href={`/review?${search}`}>{name}</Link>;
}
