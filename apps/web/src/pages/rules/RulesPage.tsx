export default function RulesPage() {
  return (
    <div className="page">
      <h1>Rules</h1>
    </div>
  );
}
