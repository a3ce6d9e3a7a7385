import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components';
import { drawChart, type Drawing } from './drawing';

function useDark(): boolean {
  const query = '(prefers-color-scheme: dark)';
  const [dark, setDark] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const listen = () => setDark(media.matches);
    media.addEventListener('change', listen);
    return () => media.removeEventListener('change', listen);
  }, []);
  return dark;
}

function Canvas({ says, drawing }: { says: string; drawing: Drawing }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useDark();
  useEffect(() => {
    if (!canvas.current) return undefined;
    const chart = drawChart(canvas.current, drawing);
    return () => chart.destroy();
  }, [drawing, dark]);
  return (
    <div className="chart-canvas" role="img" aria-label={says}>
      <canvas ref={canvas} />
    </div>
  );
}

// A chart whose numbers can be seen as a table instead, which is also the way to them by keyboard.
export function ChartFigure({
  title,
  about,
  says,
  drawing,
  table,
}: {
  title: string;
  about: ReactNode;
  says: string;
  drawing: Drawing;
  table: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="panel chart" aria-label={title}>
      <header className="chart-head">
        <h2>{title}</h2>
        <ToggleButton className="button button-small" isSelected={asTable} onChange={setAsTable}>
          {asTable ? 'Chart' : 'Table'}
          <span className="hidden-text"> of {title}</span>
        </ToggleButton>
      </header>
      {asTable ? (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard
        <div className="chart-table" tabIndex={0} role="region" aria-label={`${title}, table`}>
          {table}
        </div>
      ) : (
        <Canvas says={says} drawing={drawing} />
      )}
      <p className="chart-about small soft">{about}</p>
    </section>
  );
}
