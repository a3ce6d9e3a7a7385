import { Link } from 'wouter';

// Opens a letter of a corpus in Review; only its name where there is no corpus.
export function CaseLink({
  corpus,
  name,
  view,
  item = 0,
}: {
  corpus: string | null;
  name: string;
  view: string;
  item?: number;
}) {
  if (corpus === null) return <span className="case-link">{name}</span>;
  const search = new URLSearchParams({ corpus, case: name, view, item: String(item) });
  return (
    <Link href={`/review?${search}`} className="case-link">
      {name}
    </Link>
  );
}
