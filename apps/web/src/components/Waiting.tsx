export function Waiting({ what }: { what: string }) {
  return (
    <p className="waiting" role="status">
      <span className="waiting-turn" aria-hidden="true" />
      {what} …
    </p>
  );
}
