export default function WorklistPage() {
  return (
    <div className="page">
      <h1>Worklist</h1>
    </div>
  );
}
