import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Item } from '../../api/types';
import type { Definitions } from '../../components/useVocabulary';
import { percent, riskLevel, treatmentName } from '../../text/names';
import { Background } from './Background';
import { Criteria } from './Criteria';
import { FactsTable } from './FactsTable';
import { Headline } from './Headline';
import type { Lit } from './lit';
import { Questions } from './Questions';
import { reviewStore, type ReviewState } from './store';
import { WhatIfPanel } from './WhatIfPanel';

function ItemTab({ item }: { item: Item }) {
  return (
    <Tab id={String(item.index)} className="item-tab">
      <span className="item-number number">{item.index + 1}</span>
      <span className="item-words">
        <span className="item-request">{item.request}</span>
        <span className="soft small">{treatmentName(item.treatment)}</span>
      </span>
      <span className="item-figure" data-risk={riskLevel(item.risk, item.probability_overturned)}>
        <strong className="number">{percent(item.probability_overturned)}</strong>
        <span className="small">{item.abstained ? 'abstained' : item.prediction}</span>
      </span>
    </Tab>
  );
}

export function ItemsPane({
  state,
  lit,
  definitions,
}: {
  state: ReviewState;
  lit: Lit;
  definitions: Definitions;
}) {
  const items = state.answer?.case.items ?? [];
  return (
    <Tabs
      className="items"
      orientation="vertical"
      selectedKey={String(state.item)}
      onSelectionChange={(key) => reviewStore.select(Number(key))}
    >
      <TabList className="item-list" aria-label="Requests in dispute">
        {items.map((item) => (
          <ItemTab key={item.index} item={item} />
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.index} id={String(item.index)} className="item-detail">
          <Headline item={item} />
          <Criteria item={item} lit={lit} />
          <WhatIfPanel item={item} whatIf={state.whatIf} definitions={definitions} />
          <Questions item={item} text={state.answer?.questions[item.index] ?? ''} />
          <FactsTable
            key={item.index}
            item={item}
            read={state.asRead[item.index]?.facts ?? item.facts}
            lit={lit}
            definitions={definitions}
            corrections={state.corrections}
          />
          <Background item={item} />
        </TabPanel>
      ))}
    </Tabs>
  );
}
