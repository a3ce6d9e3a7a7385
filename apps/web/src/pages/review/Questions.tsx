import type { Item } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';

// What to ask the provider for, in words that can be sent as they are.
export function Questions({ item, text }: { item: Item; text: string }) {
  if (text.trim() === '' && item.missing.length === 0) {
    return (
      <section className="block" aria-label="Ask the provider">
        <h3 className="block-title">Ask the provider</h3>
        <p className="soft">Nothing that the guideline asks for is missing from the record.</p>
      </section>
    );
  }
  const words = text.trim() === '' ? item.missing.map((one) => `- ${one}`).join('\n') : text.trim();
  return (
    <section className="block" aria-label="Ask the provider">
      <h3 className="block-title">
        Ask the provider <CopyButton text={words} what="what to ask the provider for" />
      </h3>
      {/* Scrollable where it is long, and then to be reached by keyboard. */}
      <pre className="questions">{words}</pre>
    </section>
  );
}
