-- Whoever looks for the people held in batches reads them alone, and not every item ever planned.
CREATE INDEX batch_item_held ON batch_item (batch_id, place) WHERE outcome = 'held';
