// Stands under every page, on screen and on paper.
export function Advice() {
  return (
    <footer className="advice">
      Advice to a physician reviewer. It does not decide medical necessity, and only a licensed
      physician may deny or modify a request (Labor Code 4610).
    </footer>
  );
}
