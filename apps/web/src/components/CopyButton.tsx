import { useState } from 'react';

// Copies text; says so for a while.
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState('');
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setSaid('Copied');
        setTimeout(() => setSaid(''), 2000);
      },
      () => setSaid('Select the text and press Ctrl+C'),
    );
  };
  return (
    <>
      <button type="button" className="button" onClick={copy}>
        Copy<span className="hidden-text"> {what}</span>
      </button>
      <span role="status" className="soft small">
        {said}
      </span>
    </>
  );
}
