-- reason: bills that an earlier system made live on as bills here, with what was paid of them there

-- Cycles that hold them: nothing is ever billed by one.
ALTER TABLE billing_cycles ADD COLUMN is_earlier boolean NOT NULL DEFAULT false;

ALTER TABLE ledger_entries DROP CONSTRAINT entry_kind_is_known;
ALTER TABLE ledger_entries ADD CONSTRAINT entry_kind_is_known CHECK (kind IN
    ('opening', 'opening_reversal', 'demand', 'demand_void', 'earlier_paid', 'payment', 'payment_reversal', 'allocation',
    'release')) NOT VALID;
ALTER TABLE ledger_entries VALIDATE CONSTRAINT entry_kind_is_known;
ALTER TABLE ledger_entries DROP CONSTRAINT an_entry_moves_what_its_kind_says;
ALTER TABLE ledger_entries ADD CONSTRAINT an_entry_moves_what_its_kind_says CHECK (CASE kind
    WHEN 'opening' THEN bill_id IS NULL AND (due > 0 AND advance = 0 OR due = 0 AND advance > 0)
    WHEN 'opening_reversal' THEN bill_id IS NULL AND (due < 0 AND advance = 0 OR due = 0 AND advance < 0)
    WHEN 'demand' THEN bill_id IS NOT NULL AND due >= 0 AND advance = 0
    WHEN 'demand_void' THEN bill_id IS NOT NULL AND due <= 0 AND advance = 0
    -- Below zero when the bill comes in, above when it is taken back.
    WHEN 'earlier_paid' THEN bill_id IS NOT NULL AND due <> 0 AND advance = 0
    WHEN 'payment' THEN payment_id IS NOT NULL AND due = 0 AND advance > 0
    WHEN 'payment_reversal' THEN payment_id IS NOT NULL AND due = 0 AND advance < 0
    WHEN 'allocation' THEN due < 0 AND due = advance
    WHEN 'release' THEN due > 0 AND due = advance END) NOT VALID;
ALTER TABLE ledger_entries VALIDATE CONSTRAINT an_entry_moves_what_its_kind_says;
