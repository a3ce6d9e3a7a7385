import { download, fileName } from '../../components/download';
import reportStyle from './report.css?inline';

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}

// Saves the report as one HTML file that needs nothing else and may run nothing.
export function exportReport(report: HTMLElement, name: string): void {
  const title = `Review of ${name}`;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>body{margin:24px}${reportStyle}</style>
</head>
<body>${report.outerHTML}</body>
</html>
`;
  download(fileName(title, 'html'), 'text/html', html);
}
