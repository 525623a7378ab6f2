-- reason: the colours that a person chose come along to their next device

ALTER TABLE people ADD COLUMN colours text COLLATE "C" NOT NULL DEFAULT 'System'
    CONSTRAINT colours_are_known CHECK (colours IN ('System', 'Light', 'Dark'));
