export default function AboutPage() {
  return (
    <div className="page">
      <h1>About</h1>
    </div>
  );
}
