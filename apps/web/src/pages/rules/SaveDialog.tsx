import { useState } from 'react';
import { Button } from 'react-aria-components';
import { ApiProblem, messageOf } from '../../api/client';
import { readRuleFile, saveRuleFile, type FileText, type SavedFile } from '../../api/rules';
import { Dialogue } from '../../components/Dialogue';
import { Notice } from '../../components/Notice';
import { changeDraft, rebaseDraft, type Draft } from './drafts';
import { YamlDifference } from './YamlDifference';

// Shows what would be written, and writes it; when the file on disk is another by now, shows that
// and asks again.
export function SaveDialog({
  path,
  draft,
  errors,
  onClose,
}: {
  path: string;
  draft: Draft;
  errors: number;
  /** What came of it; null when nothing was saved. */
  onClose: (saved: SavedFile | null) => void;
}) {
  const [disk, setDisk] = useState<FileText | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const save = async (etag: string) => {
    setBusy(true);
    setProblem(null);
    try {
      const now = await saveRuleFile(path, draft.text, etag);
      rebaseDraft(path, draft.text, now.etag);
      onClose(now);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 412) {
        setDisk(await readRuleFile(path));
      } else {
        setProblem(messageOf(error));
      }
      setBusy(false);
    }
  };
  const attempt = (etag: string) => {
    save(etag).catch((error: unknown) => {
      setProblem(messageOf(error));
      setBusy(false);
    });
  };
  const take = (found: FileText) => {
    rebaseDraft(path, found.text, found.etag);
    changeDraft(path, found.text);
    onClose(null);
  };

  return (
    <Dialogue
      title={disk ? 'The file changed on disk' : `Save ${path}`}
      isOpen
      wide
      onClose={() => onClose(null)}
    >
      {disk ? (
        <Notice kind="warning" title="Someone else saved this file since you opened it. ">
          Below: what would change from their text to yours. To save yours over it undoes their
          change; their version is kept among the earlier ones.
        </Notice>
      ) : (
        <p className="soft">
          What would be written to disk. The version before is kept among the earlier ones.
        </p>
      )}
      {errors > 0 && (
        <Notice kind="error">
          The rules have {errors} {errors === 1 ? 'error' : 'errors'}: mend them first.
        </Notice>
      )}
      {problem !== null && <Notice kind="error">{problem}</Notice>}
      <YamlDifference
        before={disk ? disk.text : draft.saved}
        after={draft.text}
        label={`Changes of ${path}`}
      />
      <div className="modal-buttons">
        <Button className="button" isDisabled={busy} onPress={() => onClose(null)}>
          Go on editing
        </Button>
        {disk && (
          <Button className="button" isDisabled={busy} onPress={() => take(disk)}>
            Drop mine, take theirs
          </Button>
        )}
        <Button
          className="button button-main"
          isDisabled={busy || errors > 0}
          onPress={() => attempt(disk ? disk.etag : draft.etag)}
        >
          {disk ? 'Save mine over it' : 'Save to disk'}
        </Button>
      </div>
    </Dialogue>
  );
}
