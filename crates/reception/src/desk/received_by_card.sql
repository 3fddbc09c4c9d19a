-- When the patient's card was last confirmed at the kiosk; none for whoever showed a paper.
ALTER TABLE desk_entry ADD COLUMN by_card_at INTEGER;
