#!/usr/bin/python3
"""What word counts alone predict: TF-IDF with logistic regression and a random forest.

The text of an item is what `imr facts --format json` gives of it: the summary, the request, what
utilization review said and, in the record view, the rationale. Predictions are out of ten folds
that hold whole letters out, the mean over --seeds seeds of folds and forests; figures are those of
`imr evaluate`, with 95% intervals by bootstrap over letters. Nothing of a letter is printed or kept.

Needs Debian's python3-sklearn. Example:

  bench/peers/tfidf_baseline.py LETTERS --view prescreen
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS'):
    os.environ[name] = '1'

import numpy as np  # noqa: E402  the number of threads is read on import
from sklearn.ensemble import RandomForestClassifier  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402
from sklearn.model_selection import StratifiedGroupKFold  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONSTANT = 0.11  # that Brier skill is measured against
RESAMPLES = 1000


def read_items(imr, letters, view):
    done = subprocess.run([imr, 'facts', *letters, '--format', 'json', '--view', view, '--quiet',
                           '--rules', str(ROOT / 'rules')], capture_output=True, check=False)
    texts, outcomes, groups, seen = [], [], [], set()
    for case in json.loads(done.stdout):
        if 'items' not in case or case['case'] in seen:
            continue
        seen.add(case['case'])
        for item in case['items']:
            if not item.get('ruling'):
                continue
            parts = [case['sections'].get('summary'), item['sections'].get('request'),
                     item['sections'].get('utilization_review')]
            if view == 'record':
                parts.append(item['sections'].get('rationale'))
            texts.append('\n'.join(part for part in parts if part))
            outcomes.append(item['ruling']['outcome'] != 'upheld')
            groups.append(case['case'])
    return texts, np.array(outcomes, dtype=int), np.unique(groups, return_inverse=True)[1]


def models(seed):
    words = {'sublinear_tf': True, 'min_df': 2, 'ngram_range': (1, 2)}
    return {
        'logistic regression': make_pipeline(TfidfVectorizer(**words),
                                             LogisticRegression(C=10, max_iter=2000)),
        'random forest': make_pipeline(TfidfVectorizer(**words),
                                       RandomForestClassifier(500, min_samples_leaf=3,
                                                              random_state=seed)),
    }


def predict(texts, outcomes, groups, seeds, folds):
    texts = np.array(texts, dtype=object)
    sums = {}
    for seed in range(seeds):
        split = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        for training, held_out in split.split(texts, outcomes, groups):
            for name, model in models(seed).items():
                model.fit(texts[training], outcomes[training])
                predicted = model.predict_proba(texts[held_out])[:, 1]
                sums.setdefault(name, np.zeros((seeds, len(texts))))[seed, held_out] = predicted
    return sums


def figures(y, p):
    order = np.argsort(p, kind='stable')
    bins = [order[len(y) * i // 5:len(y) * (i + 1) // 5] for i in range(5)]
    return {
        'AUC': roc_auc_score(y, p),
        'Brier skill': 1 - np.mean((p - y)**2) / np.mean((CONSTANT - y)**2),
        'ECE': sum(len(b) / len(y) * abs(p[b].mean() - y[b].mean()) for b in bins),
        'in riskiest fifth': y[bins[-1]].sum() / y.sum(),
    }


def means(y, predictions):
    each = [figures(y, p) for p in predictions]
    return {name: np.mean([one[name] for one in each]) for name in each[0]}


def intervals(y, predictions, groups, seed=7):
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == group) for group in range(groups.max() + 1)]
    drawn = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([members[g] for g in random.integers(len(members), size=len(members))])
        if 0 < y[rows].sum() < len(rows):
            drawn.append(means(y[rows], [p[rows] for p in predictions]))
    return {name: np.percentile([d[name] for d in drawn], (2.5, 97.5)) for name in drawn[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    parser.add_argument('letters', nargs='+')
    parser.add_argument('--view', choices=('prescreen', 'record'), default='prescreen')
    parser.add_argument('--imr', type=pathlib.Path, default=ROOT / 'build' / 'release' / 'imr')
    parser.add_argument('--folds', type=int, default=10)
    parser.add_argument('--seeds', type=int, default=3)
    arguments = parser.parse_args()
    texts, y, groups = read_items(arguments.imr, arguments.letters, arguments.view)
    if len(texts) < arguments.folds or y.sum() < arguments.folds:
        sys.exit('too few items with a ruling')
    print(f'{arguments.view} view: {len(y)} items of {groups.max() + 1} letters, '
          f'{y.sum()} overturned; {arguments.folds} folds by letter, {arguments.seeds} seeds')
    for name, predictions in predict(texts, y, groups, arguments.seeds, arguments.folds).items():
        ranges = intervals(y, predictions, groups)
        print(f'TF-IDF with {name}')
        for figure, value in means(y, predictions).items():
            low, high = ranges[figure]
            print(f'  {figure:20}{value:7.3f}   {low:.3f} - {high:.3f}')


if __name__ == '__main__':
    main()
