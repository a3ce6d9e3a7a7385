export default function AccuracyPage() {
  return (
    <div className="page">
      <h1>Accuracy</h1>
    </div>
  );
}
