import { Suspense, useEffect, useRef } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { Advice } from '../components/Advice';
import { PageFailure } from '../components/PageFailure';
import { Waiting } from '../components/Waiting';
import { routes } from './routes';
import { ServerState } from './ServerState';
import { TokenDialogue } from './TokenDialogue';

function isAt(location: string, path: string): boolean {
  return location === path || location.startsWith(`${path}/`);
}

function Navigation({ location }: { location: string }) {
  return (
    <nav className="shell-nav" aria-label="Pages">
      {routes.map((route) => (
        <Link
          key={route.path}
          href={route.path}
          className="shell-nav-link"
          aria-current={isAt(location, route.path) ? 'page' : undefined}
        >
          {route.title}
        </Link>
      ))}
    </nav>
  );
}

function NotFound() {
  return (
    <div className="page">
      <h1>No such page</h1>
      <p>
        <Link href="/review">Go to Review</Link>
      </p>
    </div>
  );
}

export function App() {
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const page = routes.find((route) => isAt(location, route.path));
  const shown = useRef(page?.path);

  useEffect(() => {
    document.title = `${page?.title ?? 'Not found'} · imr`;
    // A new page is announced by moving the focus to it; the first one keeps the browser's.
    if (shown.current !== page?.path) main.current?.focus();
    shown.current = page?.path;
  }, [page]);

  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className="shell-header">
        <Link href="/review" className="shell-brand">
          <img src="/favicon.svg" alt="" width="22" height="22" />
          <span>imr</span>
          <span className="shell-brand-what">reviewer’s desk</span>
        </Link>
        <Navigation location={location} />
        <ServerState />
      </header>
      <main id="main" ref={main} tabIndex={-1} className="shell-main">
        <PageFailure key={page?.path}>
          <Suspense fallback={<Waiting what="Loading the page" />}>
            <Switch>
              <Route path="/">
                <Redirect to="/review" replace />
              </Route>
              {routes.map((route) => (
                <Route key={route.path} path={`${route.path}/*?`} component={route.page} />
              ))}
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </PageFailure>
      </main>
      <Advice />
      <TokenDialogue />
    </div>
  );
}
