import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

export interface PageRoute {
  path: string;
  title: string;
  page: LazyExoticComponent<ComponentType>;
}

// In the order of the navigation. Each page is a chunk of its own, fetched when first shown.
export const routes: PageRoute[] = [
  { path: '/review', title: 'Review', page: lazy(() => import('../pages/review/ReviewPage')) },
  {
    path: '/worklist',
    title: 'Worklist',
    page: lazy(() => import('../pages/worklist/WorklistPage')),
  },
  {
    path: '/accuracy',
    title: 'Accuracy',
    page: lazy(() => import('../pages/accuracy/AccuracyPage')),
  },
  { path: '/rules', title: 'Rules', page: lazy(() => import('../pages/rules/RulesPage')) },
  { path: '/about', title: 'About', page: lazy(() => import('../pages/about/AboutPage')) },
];
