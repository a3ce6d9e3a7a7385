import { useEffect, useState, type SyntheticEvent } from 'react';
import { setToken, tokenWanted } from '../api/client';
import { Dialogue } from '../components/Dialogue';

// Asked for by servers that listen beyond this computer. Kept until the tab is closed.
export function TokenDialogue() {
  const [wanted, setWanted] = useState(false);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const want = () => setWanted(true);
    window.addEventListener(tokenWanted, want);
    return () => window.removeEventListener(tokenWanted, want);
  }, []);
  const enter = (event: SyntheticEvent) => {
    event.preventDefault();
    setToken(typed.trim());
    // The pages ask again with it.
    window.location.reload();
  };
  return (
    <Dialogue title="This server wants a token" isOpen={wanted} onClose={() => setWanted(false)}>
      <p>Whoever runs the server can tell it: it is in the file named by `--token-file`.</p>
      <form className="field" onSubmit={enter}>
        <label className="field">
          <span className="field-label">Token</span>
          <input
            className="input"
            type="password"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <button type="submit" className="button button-main" disabled={typed.trim() === ''}>
          Enter
        </button>
      </form>
    </Dialogue>
  );
}
